package io.eligo.feed;

import io.eligo.feed.visible.VisibleOffer;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rollout.shadow.ComparedOffer.ComparedMerchant;
import io.eligo.rollout.shadow.ComparedOffer.ComparedOutlet;
import io.eligo.rollout.shadow.ComparedOffer.ComparedReward;
import io.eligo.rollout.shadow.ComparedOffer.ComparedTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import io.eligo.rules.vocabulary.OfferType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps offers to {@link ComparedOffer}, a value that can be compared and stored: everything that {@link OfferWiring} shows of them. */
final class ComparedOfferMapper {
    static ComparedOffer offer(VisibleOffer offer) {
        return new ComparedOffer(
                offer.id(),
                offer.type().name(),
                offer.key().at(),
                offer.name(),
                offer.description(),
                merchant(offer.merchant()),
                offer.window().from(),
                offer.window().until(),
                offer.outlets().stream().map(ComparedOfferMapper::outlet).toList(),
                tiers(offer),
                offer.type() == OfferType.LOYALTY
                        ? offer.rewards().stream()
                                .map(reward -> new ComparedReward(reward.id(), reward.name()))
                                .toList()
                        : List.of());
    }

    static ComparedOutlet outlet(Outlet outlet) {
        return new ComparedOutlet(outlet.id(), outlet.name(), outlet.description(), compared(outlet.merchant()));
    }

    private static @Nullable ComparedMerchant merchant(@Nullable Merchant merchant) {
        return merchant == null ? null : compared(merchant);
    }

    private static ComparedMerchant compared(Merchant merchant) {
        return new ComparedMerchant(merchant.id(), merchant.name(), merchant.category());
    }

    private static List<ComparedTier> tiers(VisibleOffer offer) {
        return switch (offer.type()) {
            case CASHBACK ->
                offer.cashbackTiers().stream()
                        .map(tier -> new ComparedTier(tier.id(), tier.name(), tier.percentage(), null))
                        .toList();
            case LOYALTY ->
                offer.loyaltyTiers().stream()
                        .map(tier -> new ComparedTier(
                                tier.id(), tier.name(), null, tier.minimum().spelling()))
                        .toList();
            case EXCLUSIVE -> List.of();
        };
    }

    private ComparedOfferMapper() {}
}
