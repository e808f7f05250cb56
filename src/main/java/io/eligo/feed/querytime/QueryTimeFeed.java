package io.eligo.feed.querytime;

import graphql.relay.DefaultEdge;
import graphql.relay.Edge;
import graphql.relay.PageInfo;
import io.eligo.catalog.index.OutletKey;
import io.eligo.feed.paging.Cursor;
import io.eligo.feed.paging.LazyPageInfo;
import io.eligo.feed.paging.PagedConnection;
import io.eligo.feed.paging.Paging;
import io.eligo.feed.visible.OfferFilter;
import io.eligo.feed.visible.UserFeed;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.legacy.LegacyFeedKey;
import io.eligo.legacy.LegacyFilter;
import io.eligo.legacy.LegacyOffer;
import io.eligo.legacy.LegacyOutletKey;
import io.eligo.legacy.LegacyOutletPage;
import io.eligo.legacy.LegacyPageRequest;
import io.eligo.legacy.QueryTimeResolver;
import io.eligo.rules.FeedKey;
import io.eligo.rules.Outlet;
import io.eligo.rules.vocabulary.TextFolding;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The feed of the query-time resolver: each page is one statement over the source tables. The total count, and whether entries
 * follow or precede the page, are further statements, which run only if the caller asks for them.
 */
public final class QueryTimeFeed implements UserFeed {
    private final QueryTimeResolver resolver;
    private final UUID user;
    private final LegacyFilter filter;
    private final Instant now;

    public QueryTimeFeed(QueryTimeResolver resolver, UUID user, OfferFilter filter, Instant now) {
        this.resolver = resolver;
        this.user = user;
        this.filter = legacyFilter(filter);
        this.now = now;
    }

    @Override
    public PagedConnection<VisibleOffer> offers(Paging<FeedKey> paging) {
        LegacyFeedKey after = legacyKey(paging.after());
        LegacyFeedKey before = legacyKey(paging.before());
        List<LegacyOffer> found = find(paging.backward(), paging.size() + 1, after, before);
        boolean more = found.size() > paging.size();
        int from = more && paging.backward() ? 1 : 0;
        List<LegacyOffer> page = found.subList(from, Math.min(from + paging.size(), found.size()));
        List<Edge<VisibleOffer>> edges = page.stream().map(QueryTimeFeed::edge).toList();
        return new PagedConnection<>(
                edges, pageInfo(edges, paging.backward(), page.size(), more, after, before), this::countOffers);
    }

    private PageInfo pageInfo(
            List<? extends Edge<?>> edges,
            boolean backward,
            int size,
            boolean more,
            @Nullable LegacyFeedKey after,
            @Nullable LegacyFeedKey before) {
        return new LazyPageInfo(
                edges,
                () -> backward
                        ? more
                                || after != null
                                        && find(true, size + 1, null, before).size() > size
                        : after != null && existsUpTo(after),
                () -> backward
                        ? before != null && existsFrom(before)
                        : more
                                || before != null
                                        && find(false, size + 1, after, null).size() > size);
    }

    /** Forwards only: the list of outlets has no arguments {@code last} and {@code before}. */
    @Override
    public PagedConnection<Outlet> outlets(Paging<OutletKey> paging) {
        LegacyOutletPage page = resolver.findOutlets(user, filter, legacyOutletKey(paging.after()), paging.size(), now);
        List<Edge<Outlet>> edges = page.outlets().stream()
                .map(QueryTimeOffer::outlet)
                .map(QueryTimeFeed::outletEdge)
                .toList();
        return new PagedConnection<>(edges, new LazyPageInfo(edges, page::hasPrevious, page::hasNext), page::total);
    }

    private static Edge<Outlet> outletEdge(Outlet outlet) {
        var key = new OutletKey(TextFolding.fold(outlet.name()), outlet.id());
        return new DefaultEdge<>(outlet, Cursor.OUTLET.connectionCursor(key));
    }

    @Override
    public @Nullable VisibleOffer find(UUID id) {
        return resolver.findOffer(user, id, filter, now).map(QueryTimeOffer::of).orElse(null);
    }

    private static Edge<VisibleOffer> edge(LegacyOffer offer) {
        QueryTimeOffer shown = QueryTimeOffer.of(offer);
        return new DefaultEdge<>(shown, Cursor.OFFER.connectionCursor(shown.key()));
    }

    private boolean existsUpTo(LegacyFeedKey key) {
        return !find(true, 1, null, key.next()).isEmpty();
    }

    private boolean existsFrom(LegacyFeedKey key) {
        return !find(false, 1, key.previous(), null).isEmpty();
    }

    private int countOffers() {
        return resolver.countFeed(user, filter, now);
    }

    private List<LegacyOffer> find(
            boolean backward, int size, @Nullable LegacyFeedKey after, @Nullable LegacyFeedKey before) {
        return resolver.findFeed(user, filter, new LegacyPageRequest(backward, size, after, before), now);
    }

    private static LegacyFilter legacyFilter(OfferFilter filter) {
        return new LegacyFilter(
                filter.type() == null ? null : filter.type().spelling(),
                filter.merchant(),
                filter.outlet(),
                filter.category(),
                filter.minPercentage(),
                filter.maxPercentage(),
                filter.search());
    }

    private static @Nullable LegacyFeedKey legacyKey(@Nullable FeedKey key) {
        return key == null ? null : new LegacyFeedKey(key.at(), key.id());
    }

    private static @Nullable LegacyOutletKey legacyOutletKey(@Nullable OutletKey key) {
        return key == null ? null : new LegacyOutletKey(key.foldedName(), key.id());
    }
}
