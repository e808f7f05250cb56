package io.eligo.rollout.shadow;

import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.shadow.ComparedOffer.ComparedMerchant;
import io.eligo.rollout.shadow.ComparedOffer.ComparedOutlet;
import io.eligo.rollout.shadow.ComparedOffer.ComparedTier;
import io.eligo.rollout.shadow.OfferDifference.Fault;
import io.eligo.rollout.shadow.WrongAnswer.Confirmation;
import io.eligo.rules.ConditionResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Examples of findings. */
public final class ShadowFindings {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    public static WrongAnswer of(String search, UUID offer) {
        var merchant = new ComparedMerchant(new UUID(1, 1), "Duka", "food");
        var shown = new ComparedOffer(
                offer,
                "CASHBACK",
                NOW,
                "Ten percent",
                null,
                merchant,
                NOW,
                null,
                List.of(new ComparedOutlet(new UUID(2, 1), "Duka 1", null, merchant)),
                List.of(new ComparedTier(new UUID(4, 1), "Base", new BigDecimal("5.00"), null)),
                List.of());
        return new WrongAnswer(
                new ComparedRead("offers", Map.of("first", 20, "filter", Map.of("search", search)), NOW),
                ResolverPath.PRECOMPUTED,
                ComparedAnswer.ofOffers(List.of(shown)),
                ComparedAnswer.ofOffers(List.of()),
                List.of(new OfferDifference(
                        offer,
                        "Ten percent",
                        List.of(OfferDifference.MISSING_IN_QUERY_TIME),
                        List.of(Fault.NODE_CATALOG),
                        ResolverPath.QUERY_TIME,
                        List.of(new ConditionResult(
                                "ACTIVE", "It is active", List.of("it is off"), "to switch it on")))),
                Confirmation.CONFIRMED);
    }

    private ShadowFindings() {}
}
