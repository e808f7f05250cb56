package io.eligo.feed;

import graphql.relay.Connection;
import graphql.relay.Edge;
import io.eligo.catalog.index.OutletKey;
import io.eligo.feed.paging.Paging;
import io.eligo.feed.visible.OfferFilter;
import io.eligo.feed.visible.UserFeed;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.rollout.shadow.ComparedAnswer;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rules.FeedKey;
import io.eligo.rules.Outlet;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a query of the schema asks of the feed of one user, whichever path answers it.
 *
 * @param evaluate the answer of a feed
 * @param comparable the answer as a value that can be compared with that of the other path
 * @param outlets the number of outlets in the answer
 * @param compared the offers of a feed that decide about the answer
 */
record FeedQuery<T extends @Nullable Object>(
        UUID user,
        OfferFilter filter,
        Function<UserFeed, T> evaluate,
        Function<T, ComparedAnswer> comparable,
        ToIntFunction<T> outlets,
        Function<UserFeed, List<ComparedOffer>> compared) {
    private static final Paging<FeedKey> WHOLE_FEED = new Paging<>(false, Integer.MAX_VALUE - 1, null, null);

    static FeedQuery<Connection<VisibleOffer>> ofOffers(UUID user, OfferFilter filter, Paging<FeedKey> paging) {
        return new FeedQuery<>(
                user,
                filter,
                feed -> feed.offers(paging),
                page -> ComparedAnswer.ofOffers(offers(page)),
                page -> page.getEdges().stream()
                        .mapToInt(edge -> edge.getNode().outletCount())
                        .sum(),
                feed -> offers(feed.offers(paging)));
    }

    static FeedQuery<Connection<Outlet>> ofOutlets(UUID user, OfferFilter filter, Paging<OutletKey> paging) {
        return new FeedQuery<>(
                user,
                filter,
                feed -> feed.outlets(paging),
                page -> ComparedAnswer.ofOutlets(page.getEdges().stream()
                        .map(Edge::getNode)
                        .map(ComparedOfferMapper::outlet)
                        .toList()),
                page -> page.getEdges().size(),
                feed -> offers(feed.offers(WHOLE_FEED)));
    }

    static FeedQuery<@Nullable VisibleOffer> ofOne(UUID user, UUID offer) {
        return new FeedQuery<>(
                user,
                OfferFilter.MATCH_ALL,
                feed -> feed.find(offer),
                found -> ComparedAnswer.ofOffers(offers(found)),
                found -> found == null ? 0 : found.outletCount(),
                feed -> offers(feed.find(offer)));
    }

    private static List<ComparedOffer> offers(Connection<VisibleOffer> page) {
        return page.getEdges().stream()
                .map(Edge::getNode)
                .map(ComparedOfferMapper::offer)
                .toList();
    }

    private static List<ComparedOffer> offers(@Nullable VisibleOffer offer) {
        return Stream.ofNullable(offer).map(ComparedOfferMapper::offer).toList();
    }
}
