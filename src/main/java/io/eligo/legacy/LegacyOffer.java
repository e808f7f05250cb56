package io.eligo.legacy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An offer as one user sees it, with everything that the API shows of it.
 *
 * @param type the term of docs/rules.md
 * @param merchant null for a platform-wide offer
 * @param start null for an offer without a start, as is {@code end} without an end
 * @param outlets the live outlets, by folded name, then id; never empty. Offers of one page share them. Null if the page has more outlets
 *     than one answer may contain
 * @param tiers the live tiers that the user reaches; cashback tiers by percentage, loyalty tiers by id
 * @param rewards the live rewards, by id
 */
public record LegacyOffer(
        String type,
        LegacyFeedKey key,
        String name,
        @Nullable String description,
        @Nullable LegacyMerchant merchant,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable List<LegacyOutlet> outlets,
        List<LegacyTier> tiers,
        List<LegacyReward> rewards) {
    public LegacyOffer {
        outlets = outlets == null ? null : List.copyOf(outlets);
        tiers = List.copyOf(tiers);
        rewards = List.copyOf(rewards);
    }

    public record LegacyMerchant(UUID id, String name, String category) {}

    public record LegacyOutlet(
            UUID id, String name, @Nullable String description, LegacyMerchant merchant) {}

    /**
     * A tier of cashback or of a loyalty program.
     *
     * @param percentage as PostgreSQL writes it, a finite number; null for a loyalty tier
     * @param minCustomerType null for a cashback tier
     */
    public record LegacyTier(
            UUID id,
            String name,
            @Nullable String percentage,
            @Nullable String minCustomerType) {}

    public record LegacyReward(UUID id, String name) {}
}
