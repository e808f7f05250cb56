package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PublicationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A merchant's loyalty program. A program without a merchant is granted to no user. */
public record LoyaltyProgram(
        UUID id,
        int no,
        String name,
        @Nullable Merchant merchant,
        PublicationStatus publicationStatus,
        Budget budget,
        Instant createdAt,
        List<LoyaltyTier> tiers,
        List<LoyaltyReward> rewards,
        List<Outlet> outlets)
        implements Offer {
    private static final String TIER_REACHED = "TIER_REACHED";

    public LoyaltyProgram {
        tiers = List.copyOf(tiers);
        rewards = List.copyOf(rewards);
        outlets = List.copyOf(outlets);
    }

    @Override
    public OfferType type() {
        return OfferType.LOYALTY;
    }

    @Override
    public @Nullable String description() {
        return null;
    }

    @Override
    public Window window() {
        return Window.ALWAYS;
    }

    @Override
    public Decision granted(CustomerType type) {
        if (merchant == null) {
            return Decision.negative(TIER_REACHED, "a loyalty program without a merchant is granted to no user");
        }
        if (tiersReachedBy(type).isEmpty()) {
            return Decision.negative(
                    TIER_REACHED,
                    String.format(
                            Locale.ROOT,
                            "the user is %s at its merchant, which reaches no live tier",
                            type.spelling()));
        }
        return Decision.POSITIVE;
    }

    public List<LoyaltyTier> liveTiers() {
        return tiers.stream()
                .filter(tier -> tier.publicationStatus().isPublished())
                .toList();
    }

    /** Returns the live tiers that a user of {@code type} reaches; here the hierarchy of customer types counts. */
    public List<LoyaltyTier> tiersReachedBy(CustomerType type) {
        return liveTiers().stream()
                .filter(tier -> type.isAtLeast(tier.minimum()))
                .toList();
    }

    public List<LoyaltyReward> liveRewards() {
        return rewards.stream()
                .filter(reward -> reward.publicationStatus().isPublished())
                .toList();
    }

    @Override
    public boolean isLiveWithoutMerchant() {
        return false;
    }

    @Override
    public boolean isGrantedByTiers() {
        return true;
    }

    @Override
    public List<String> missingParts() {
        var missing = new ArrayList<String>();
        if (liveTiers().isEmpty()) {
            missing.add("none of its tiers is live");
        }
        if (liveRewards().isEmpty()) {
            missing.add("none of its rewards is live");
        }
        return missing;
    }
}
