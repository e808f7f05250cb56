package io.eligo.feed;

import graphql.relay.Connection;
import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.Ids;
import io.eligo.catalog.CatalogView;
import io.eligo.feed.freshness.FreshCatalogReader;
import io.eligo.feed.freshness.FreshSourceReader;
import io.eligo.feed.freshness.Freshness;
import io.eligo.feed.paging.Cursor;
import io.eligo.feed.paging.Paging;
import io.eligo.grants.Grants;
import io.eligo.grants.ResolvedGrants;
import io.eligo.legacy.QueryTimeResolver;
import io.eligo.rollout.ResolverSwitch;
import io.eligo.rollout.measurement.ResolverPath;
import io.eligo.rules.Outlet;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/**
 * The queries of the schema. Each reads its arguments, then asks the rollout switch which path answers this user. The
 * precomputed path reads the grants, then the clock, once, and evaluates the feed at that instant; the query-time path
 * reads the clock, then the source tables.
 */
@Controller
class OfferQueries {
    private final Grants grants;
    private final FreshCatalogReader catalogReader;
    private final FreshSourceReader sourceReader;
    private final QueryTimeResolver queryTimeResolver;
    private final ResolverSwitch resolverSwitch;
    private final Clock clock;

    OfferQueries(
            Grants grants,
            FreshCatalogReader catalogReader,
            FreshSourceReader sourceReader,
            QueryTimeResolver queryTimeResolver,
            ResolverSwitch resolverSwitch,
            Clock clock) {
        this.grants = grants;
        this.catalogReader = catalogReader;
        this.sourceReader = sourceReader;
        this.queryTimeResolver = queryTimeResolver;
        this.resolverSwitch = resolverSwitch;
        this.clock = clock;
    }

    @QueryMapping
    Connection<VisibleOffer> offers(DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).resolveUserId(field.getArgument("userId"));
        var paging = Paging.of(field, Cursor.OFFER);
        var filter = OfferFilter.of(field.getArgument("filter"));
        return feed(user, filter, field).offers(paging);
    }

    @QueryMapping
    Connection<Outlet> outlets(DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).resolveUserId(field.getArgument("userId"));
        var paging = Paging.of(field, Cursor.OUTLET);
        var filter = OfferFilter.of(field.getArgument("filter"));
        return feed(user, filter, field).outlets(paging);
    }

    @QueryMapping
    @Nullable
    VisibleOffer offer(@Argument String id, DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).ownUserId();
        UUID wanted = Ids.parse("id", id);
        return feed(user, OfferFilter.MATCH_ALL, field).find(wanted);
    }

    private UserFeed feed(UUID user, OfferFilter filter, DataFetchingEnvironment field) {
        Freshness freshness = Freshness.from(field);
        boolean precomputed = resolverSwitch.usesPrecomputed(user);
        freshness.recordPath(precomputed ? ResolverPath.PRECOMPUTED : ResolverPath.QUERY_TIME);
        return precomputed ? precomputedFeed(user, filter, freshness) : queryTimeFeed(user, filter, freshness);
    }

    private UserFeed queryTimeFeed(UUID user, OfferFilter filter, Freshness freshness) {
        sourceReader.prepare(freshness);
        return new QueryTimeFeed(queryTimeResolver, user, filter, now());
    }

    private UserFeed precomputedFeed(UUID user, OfferFilter filter, Freshness freshness) {
        CatalogView view = catalogReader.catalog(freshness);
        // A read with a freshness token bypasses the cache: the cache evictions of the change may not have
        // arrived yet.
        ResolvedGrants resolvedGrants = freshness.token() == null ? grants.get(user) : grants.getUncached(user);
        freshness.recordRead(view, resolvedGrants.source());
        return new Feed(view.snapshot(), resolvedGrants.grants(), filter, now());
    }

    // Truncated to microseconds as in the database: a window that ends at this microsecond still includes it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
