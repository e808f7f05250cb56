package io.eligo.feed;

import static io.eligo.api.PropertyFetcher.of;

import graphql.relay.ConnectionCursor;
import graphql.relay.Edge;
import graphql.relay.PageInfo;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import io.eligo.api.NamedTypeResolver;
import io.eligo.feed.paging.PagedConnection;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.rules.CashbackTier;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;

/** Wires the fields of offers to accessors. All fields are properties, so the engine executes only the root field of a page. */
@Component
class OfferWiring implements RuntimeWiringConfigurer {
    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        wiring.type("Offer", offer -> offer.typeResolver(NamedTypeResolver.of(VisibleOffer::typeName)))
                .type(
                        "CashbackConfiguration",
                        type -> offer(type).dataFetcher("tiers", of(VisibleOffer::cashbackTiers)))
                .type("ExclusiveOffer", OfferWiring::offer)
                .type(
                        "LoyaltyProgram",
                        type -> offer(type)
                                .dataFetcher("tiers", of(VisibleOffer::loyaltyTiers))
                                .dataFetcher("rewards", of(VisibleOffer::rewards)))
                .type("Merchant", OfferWiring::merchant)
                .type("Outlet", OfferWiring::outlet)
                .type("CashbackTier", OfferWiring::cashbackTier)
                .type("LoyaltyTier", OfferWiring::loyaltyTier)
                .type("LoyaltyReward", OfferWiring::reward)
                .type("OfferConnection", OfferWiring::connection)
                .type("OfferEdge", OfferWiring::edge)
                .type("OutletConnection", OfferWiring::connection)
                .type("OutletEdge", OfferWiring::edge)
                .type("PageInfo", OfferWiring::pageInfo);
    }

    private static TypeRuntimeWiring.Builder offer(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("id", of(VisibleOffer::id))
                .dataFetcher("name", of(VisibleOffer::name))
                .dataFetcher("description", of(VisibleOffer::description))
                .dataFetcher("offerType", of(VisibleOffer::type))
                .dataFetcher("merchant", of(VisibleOffer::merchant))
                .dataFetcher(
                        "validFrom", of((VisibleOffer shown) -> shown.window().from()))
                .dataFetcher(
                        "validUntil", of((VisibleOffer shown) -> shown.window().until()))
                .dataFetcher("outlets", of(VisibleOffer::outlets));
    }

    private static TypeRuntimeWiring.Builder merchant(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("id", of(Merchant::id))
                .dataFetcher("name", of(Merchant::name))
                .dataFetcher("category", of(Merchant::category));
    }

    private static TypeRuntimeWiring.Builder outlet(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("id", of(Outlet::id))
                .dataFetcher("name", of(Outlet::name))
                .dataFetcher("description", of(Outlet::description))
                .dataFetcher("merchant", of(Outlet::merchant));
    }

    private static TypeRuntimeWiring.Builder cashbackTier(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("id", of(CashbackTier::id))
                .dataFetcher("name", of(CashbackTier::name))
                .dataFetcher("percentage", of(CashbackTier::percentage));
    }

    private static TypeRuntimeWiring.Builder loyaltyTier(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("id", of(LoyaltyTier::id))
                .dataFetcher("name", of(LoyaltyTier::name))
                .dataFetcher(
                        "minCustomerType",
                        of((LoyaltyTier tier) -> tier.minimum().spelling()));
    }

    private static TypeRuntimeWiring.Builder reward(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("id", of(LoyaltyReward::id)).dataFetcher("name", of(LoyaltyReward::name));
    }

    private static TypeRuntimeWiring.Builder connection(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("edges", of((PagedConnection<?> page) -> page.getEdges()))
                .dataFetcher("pageInfo", of((PagedConnection<?> page) -> page.getPageInfo()))
                .dataFetcher("totalCount", of((PagedConnection<?> page) -> page.totalCount()));
    }

    private static TypeRuntimeWiring.Builder edge(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("cursor", of((Edge<?> edge) -> edge.getCursor().getValue()))
                .dataFetcher("node", of((Edge<?> edge) -> edge.getNode()));
    }

    private static TypeRuntimeWiring.Builder pageInfo(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("hasNextPage", of(PageInfo::isHasNextPage))
                .dataFetcher("hasPreviousPage", of(PageInfo::isHasPreviousPage))
                .dataFetcher("startCursor", of((PageInfo info) -> text(info.getStartCursor())))
                .dataFetcher("endCursor", of((PageInfo info) -> text(info.getEndCursor())));
    }

    private static @Nullable String text(@Nullable ConnectionCursor cursor) {
        return cursor == null ? null : cursor.getValue();
    }
}
