package io.eligo.feed;

import graphql.relay.Connection;
import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.Ids;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.feed.freshness.FreshCatalogReader;
import io.eligo.feed.freshness.Freshness;
import io.eligo.feed.paging.Cursor;
import io.eligo.feed.paging.Paging;
import io.eligo.feed.precomputed.Feed;
import io.eligo.feed.querytime.QueryTimeBulkhead;
import io.eligo.feed.querytime.QueryTimeFeed;
import io.eligo.feed.shadow.ServedRead;
import io.eligo.feed.shadow.ShadowComparisons;
import io.eligo.feed.visible.OfferFilter;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsWithSource;
import io.eligo.legacy.QueryTimeResolver;
import io.eligo.platform.clock.DecisionClock;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.ResolverSwitch;
import io.eligo.rollout.shadow.ComparedRead;
import io.eligo.rules.Outlet;
import io.eligo.tracing.SpanName;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceSpan;
import java.time.Instant;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/**
 * The queries of the schema. Each reads its arguments, then asks the rollout switch which path answers this user. The
 * precomputed path reads the grants, then the clock, once, and evaluates the feed at that instant; the query-time path
 * reads the clock, then the source tables. A share of the reads is compared with the other path afterwards, in the background.
 */
@Controller
class OfferQueries {
    private final Grants grants;
    private final FreshCatalogReader catalogReader;
    private final QueryTimeBulkhead queryTimeBulkhead;
    private final QueryTimeResolver queryTimeResolver;
    private final ResolverSwitch resolverSwitch;
    private final ShadowComparisons shadowComparisons;
    private final Catalog catalog;
    private final DecisionClock clock;
    private final Spans spans;

    OfferQueries(
            Grants grants,
            FreshCatalogReader catalogReader,
            QueryTimeBulkhead queryTimeBulkhead,
            QueryTimeResolver queryTimeResolver,
            ResolverSwitch resolverSwitch,
            ShadowComparisons shadowComparisons,
            Catalog catalog,
            DecisionClock clock,
            Spans spans) {
        this.grants = grants;
        this.catalogReader = catalogReader;
        this.queryTimeBulkhead = queryTimeBulkhead;
        this.queryTimeResolver = queryTimeResolver;
        this.resolverSwitch = resolverSwitch;
        this.shadowComparisons = shadowComparisons;
        this.catalog = catalog;
        this.clock = clock;
        this.spans = spans;
    }

    @QueryMapping
    Connection<VisibleOffer> offers(DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).resolveUserId(field.getArgument("userId"));
        var paging = Paging.of(field, Cursor.OFFER);
        var filter = OfferFilter.of(field.getArgument("filter"));
        return answer(FeedQuery.ofOffers(user, filter, paging), field);
    }

    @QueryMapping
    Connection<Outlet> outlets(DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).resolveUserId(field.getArgument("userId"));
        var paging = Paging.of(field, Cursor.OUTLET);
        var filter = OfferFilter.of(field.getArgument("filter"));
        return answer(FeedQuery.ofOutlets(user, filter, paging), field);
    }

    @QueryMapping
    @Nullable
    VisibleOffer offer(@Argument String id, DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).ownUserId();
        UUID offerId = Ids.parse("id", id);
        return answer(FeedQuery.ofOne(user, offerId), field);
    }

    private <T extends @Nullable Object> T answer(FeedQuery<T> read, DataFetchingEnvironment field) {
        boolean shadowed = resolverSwitch.choosesForShadow();
        boolean precomputed = resolverSwitch.usesPrecomputed(read.user());
        Freshness.from(field).recordPath(precomputed ? ResolverPath.PRECOMPUTED : ResolverPath.QUERY_TIME);
        return precomputed ? precomputedAnswer(read, field, shadowed) : queryTimeAnswer(read, field, shadowed);
    }

    private <T extends @Nullable Object> T queryTimeAnswer(
            FeedQuery<T> read, DataFetchingEnvironment field, boolean shadowed) {
        Freshness freshness = Freshness.from(field);
        queryTimeBulkhead.begin(field, read.user());
        // Before the tables are read: a change that the answer lacks is a change since this view. It is not loaded
        // here, because this path also answers where the catalogue cannot be loaded.
        CatalogView view = shadowed ? catalog.currentIfLoaded() : null;
        Instant now = clock.instant();
        T answer = evaluateQueryTime(read, now);
        if (view != null) {
            shadowComparisons.submit(ServedRead.byQueryTime(
                    shadowed(read, field, now),
                    () -> read.comparable().apply(answer),
                    view,
                    freshness.token() == null,
                    read.outlets().applyAsInt(answer)));
        }
        return answer;
    }

    private <T extends @Nullable Object> T evaluateQueryTime(FeedQuery<T> read, Instant now) {
        try (TraceSpan span = spans.start(SpanName.QUERY_TIME_READ)) {
            return read.evaluate().apply(new QueryTimeFeed(queryTimeResolver, read.user(), read.filter(), now));
        }
    }

    private <T extends @Nullable Object> T precomputedAnswer(
            FeedQuery<T> read, DataFetchingEnvironment field, boolean shadowed) {
        Freshness freshness = Freshness.from(field);
        CatalogView view = catalogReader.catalog(freshness);
        // A read with a freshness token bypasses the cache: the cache evictions of the change may not have
        // arrived yet.
        GrantsWithSource grantsWithSource =
                freshness.token() == null ? grants.get(read.user()) : grants.getUncached(read.user());
        freshness.recordRead(view, grantsWithSource.source());
        Instant now = clock.instant();
        T answer = read.evaluate().apply(new Feed(view.snapshot(), grantsWithSource.grants(), read.filter(), now));
        if (shadowed) {
            shadowComparisons.submit(ServedRead.byPrecomputed(
                    shadowed(read, field, now),
                    () -> read.comparable().apply(answer),
                    view,
                    grantsWithSource,
                    freshness.token() == null,
                    read.outlets().applyAsInt(answer)));
        }
        return answer;
    }

    private <T extends @Nullable Object> ReplayableOfferRead<T> shadowed(
            FeedQuery<T> read, DataFetchingEnvironment field, Instant now) {
        var arguments = new TreeMap<String, @Nullable Object>(field.getArguments());
        arguments.remove("userId");
        return new ReplayableOfferRead<>(
                read, new ComparedRead(field.getField().getName(), arguments, now), queryTimeResolver);
    }
}
