package io.eligo.feed.precomputed;

import graphql.relay.DefaultEdge;
import graphql.relay.DefaultPageInfo;
import graphql.relay.Edge;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.OutletKey;
import io.eligo.feed.paging.Cursor;
import io.eligo.feed.paging.OrderedPositions;
import io.eligo.feed.paging.PagedConnection;
import io.eligo.feed.paging.Paging;
import io.eligo.feed.paging.PositionPage;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.rules.FeedKey;
import io.eligo.rules.Outlet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list that can be read in pages.
 *
 * @param list the positions that the list contains
 * @param edge the entry at a position, with its cursor
 * @param key the order key at a position
 * @param firstNotBefore the first position whose key is not before the given key
 */
public record PositionPager<K, T>(
        OrderedPositions list, IntFunction<Edge<T>> edge, IntFunction<K> key, ToIntFunction<K> firstNotBefore) {
    public static PositionPager<FeedKey, VisibleOffer> ofOffers(Feed feed) {
        CatalogSnapshot catalog = feed.catalog();
        return new PositionPager<>(
                feed,
                position -> new OfferEdge(feed.offer(position)),
                position -> catalog.offer(position).key(),
                catalog::lowerBound);
    }

    public static PositionPager<OutletKey, Outlet> ofOutlets(Feed feed) {
        CatalogSnapshot catalog = feed.catalog();
        return new PositionPager<>(
                new FeedOutlets(feed),
                position -> new DefaultEdge<>(
                        catalog.outlet(position), Cursor.OUTLET.connectionCursor(catalog.outletKey(position))),
                catalog::outletKey,
                catalog::outletLowerBound);
    }

    public PagedConnection<T> page(Paging<K> paging) {
        K before = paging.before();
        int from = startPosition(paging.after());
        int end = before == null ? list.size() : firstNotBefore.applyAsInt(before);
        return toConnection(
                paging.backward()
                        ? PositionPage.last(list, from, end, paging.size())
                        : PositionPage.first(list, from, end, paging.size()));
    }

    private int startPosition(@Nullable K after) {
        if (after == null) {
            return 0;
        }
        int position = firstNotBefore.applyAsInt(after);
        boolean still = position < list.size() && key.apply(position).equals(after);
        return still ? position + 1 : position;
    }

    private PagedConnection<T> toConnection(PositionPage positionPage) {
        List<Edge<T>> edges = positionPage.positions().stream().map(edge::apply).toList();
        return new PagedConnection<>(
                edges,
                new DefaultPageInfo(
                        edges.isEmpty() ? null : edges.get(0).getCursor(),
                        edges.isEmpty() ? null : edges.get(edges.size() - 1).getCursor(),
                        positionPage.hasPrevious(),
                        positionPage.hasNext()),
                list::count);
    }
}
