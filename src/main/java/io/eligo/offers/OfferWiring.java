package io.eligo.offers;

import static graphql.schema.PropertyDataFetcher.fetching;

import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import io.eligo.rules.LoyaltyTier;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;

/** Which accessor answers which field. Values of the rules stand for themselves wherever their names are the schema's. */
@Component
class OfferWiring implements RuntimeWiringConfigurer {
    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        wiring.type(
                        "Offer",
                        offer -> offer.typeResolver(resolving ->
                                resolving.getSchema().getObjectType(((ShownOffer) resolving.getObject()).typeName())))
                .type(
                        "CashbackConfiguration",
                        type -> offer(type).dataFetcher("tiers", fetching(ShownOffer::cashbackTiers)))
                .type("ExclusiveOffer", OfferWiring::offer)
                .type(
                        "LoyaltyProgram",
                        type -> offer(type)
                                .dataFetcher("tiers", fetching(ShownOffer::loyaltyTiers))
                                .dataFetcher("rewards", fetching(ShownOffer::rewards)))
                .type(
                        "LoyaltyTier",
                        type -> type.dataFetcher(
                                "minCustomerType",
                                fetching((LoyaltyTier tier) -> tier.minimum().word())));
    }

    private static TypeRuntimeWiring.Builder offer(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher(
                        "id", fetching((ShownOffer shown) -> shown.offer().id()))
                .dataFetcher(
                        "name", fetching((ShownOffer shown) -> shown.offer().name()))
                .dataFetcher(
                        "description",
                        fetching((ShownOffer shown) -> shown.offer().description()))
                .dataFetcher(
                        "offerType",
                        fetching((ShownOffer shown) -> shown.offer().type()))
                .dataFetcher(
                        "merchant", fetching((ShownOffer shown) -> shown.offer().merchant()))
                .dataFetcher(
                        "validFrom",
                        fetching((ShownOffer shown) -> shown.offer().window().from()))
                .dataFetcher(
                        "validUntil",
                        fetching((ShownOffer shown) -> shown.offer().window().until()))
                .dataFetcher("outlets", fetching(ShownOffer::outlets));
    }
}
