package io.eligo.feed.querytime;

import graphql.GraphQLContext;
import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.RequestResources;
import io.eligo.api.ResponseLimitExceeded;
import io.eligo.feed.freshness.FreshSourceReader;
import io.eligo.feed.freshness.Freshness;
import io.eligo.platform.SharedCapacity;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The bulkhead of the query-time path: bounds the requests that read the source tables at once, so that a flood of them leaves
 * connections and memory for jobs, background work and the precomputed path. A request keeps its place until its response is
 * serialized, because its offers stay in memory until then.
 */
@Component
@EnableConfigurationProperties(QueryTimeSettings.class)
public class QueryTimeBulkhead {
    private final FreshSourceReader sourceReader;
    private final SharedCapacity places;

    QueryTimeBulkhead(FreshSourceReader sourceReader, QueryTimeSettings settings) {
        this.sourceReader = sourceReader;
        this.places = new SharedCapacity(settings.concurrency(), (settings.concurrency() + 1) / 2, settings.maxWait());
    }

    /**
     * Begins a read of the source tables: waits for the change of the caller's token, then for a place.
     *
     * @param user whose offers are read; not the caller, because one service may read for all users
     * @throws ResponseLimitExceeded if there is no place in time
     */
    public void begin(DataFetchingEnvironment field, UUID user) {
        Freshness freshness = Freshness.from(field);
        sourceReader.awaitToken(freshness);
        requirePlace(field.getGraphQlContext(), user.toString());
        sourceReader.recordRead(freshness);
    }

    /** A request has one place for all its fields, and waits for it once. */
    private void requirePlace(GraphQLContext request, String user) {
        boolean admitted = request.computeIfAbsent(QueryTimeBulkhead.class, bulkhead -> tryAcquirePlace(request, user));
        if (!admitted) {
            throw ResponseLimitExceeded.tooManyQueryTimeReads();
        }
    }

    private boolean tryAcquirePlace(GraphQLContext request, String user) {
        boolean acquired = places.tryAcquire(user, 1);
        if (acquired) {
            RequestResources.from(request).releaseAtEnd(() -> places.release(user, 1));
        }
        return acquired;
    }
}
