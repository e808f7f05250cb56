package io.eligo.feed;

import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.RequestResources;
import io.eligo.api.ResponseLimitExceeded;
import io.eligo.feed.freshness.FreshSourceReader;
import io.eligo.feed.freshness.Freshness;
import io.eligo.platform.SharedCapacity;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * Bounds the requests that read the source tables at once, so that a flood of them leaves connections and memory for jobs, background work
 * and the precomputed path. A request keeps its place until its response is serialized, because its offers stay in memory until then.
 */
@Component
@EnableConfigurationProperties(QueryTimeSettings.class)
class QueryTimeReads {
    private final FreshSourceReader sourceReader;
    private final SharedCapacity places;

    QueryTimeReads(FreshSourceReader sourceReader, QueryTimeSettings settings) {
        this.sourceReader = sourceReader;
        this.places = new SharedCapacity(settings.concurrency(), (settings.concurrency() + 1) / 2, settings.maxWait());
    }

    /**
     * Begins a read of the source tables: waits for the change of the caller's token, then for a place.
     *
     * @throws ResponseLimitExceeded if there is no place in time
     */
    void begin(DataFetchingEnvironment field) {
        Freshness freshness = Freshness.from(field);
        sourceReader.awaitToken(freshness);
        requirePlace(field);
        sourceReader.recordRead(freshness);
    }

    /** A request has one place for all its fields, and waits for it once. */
    private void requirePlace(DataFetchingEnvironment field) {
        boolean admitted =
                field.getGraphQlContext().computeIfAbsent(QueryTimeReads.class, reads -> tryAcquirePlace(field));
        if (!admitted) {
            throw ResponseLimitExceeded.tooManyQueryTimeReads();
        }
    }

    private boolean tryAcquirePlace(DataFetchingEnvironment field) {
        String caller = caller();
        boolean acquired = places.tryAcquire(caller, 1);
        if (acquired) {
            RequestResources.from(field.getGraphQlContext()).releaseAtEnd(() -> places.release(caller, 1));
        }
        return acquired;
    }

    private static String caller() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller == null || caller.getName() == null ? "" : caller.getName();
    }
}
