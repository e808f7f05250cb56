package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PublicationStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An offer that pays back a percentage. */
public record CashbackConfiguration(
        UUID id,
        int no,
        String name,
        Merchant merchant,
        PublicationStatus publicationStatus,
        Window window,
        Budget budget,
        Instant createdAt,
        Audience audience,
        List<CashbackTier> tiers,
        List<Outlet> outlets)
        implements Offer {
    public CashbackConfiguration {
        tiers = List.copyOf(tiers);
        outlets = List.copyOf(outlets);
    }

    @Override
    public OfferType type() {
        return OfferType.CASHBACK;
    }

    @Override
    public @Nullable String description() {
        return null;
    }

    @Override
    public Decision granted(CustomerType type) {
        return AudienceRule.decide(audience, type);
    }

    public List<CashbackTier> liveTiers() {
        return tiers.stream()
                .filter(tier -> tier.publicationStatus().isPublished())
                .toList();
    }

    @Override
    public boolean isLiveWithoutMerchant() {
        return false;
    }

    @Override
    public boolean isGrantedByTiers() {
        return false;
    }

    @Override
    public List<String> missingParts() {
        return liveTiers().isEmpty() ? List.of("none of its tiers is live") : List.of();
    }
}
