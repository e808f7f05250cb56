package io.eligo.feed;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Source rows of a test, in terms of docs/rules.md and without rules. {@code users}: the customer type of each user
 * at each merchant.
 */
record Dataset(List<Merchant> merchants, List<Outlet> outlets, List<Offer> offers, Map<UUID, Map<UUID, String>> users) {
    record Merchant(UUID id, String name, String status, String category) {}

    record Switches(
            boolean active, boolean deleted, @Nullable String review) {
        static final Switches ON = new Switches(true, false, "Approved");
    }

    record Outlet(
            UUID id,
            Merchant merchant,
            String name,
            @Nullable String description,
            Switches switches,
            List<Switches> paymentPoints) {}

    /** A tier of either kind, or a reward. */
    record Part(
            UUID id,
            String name,
            @Nullable BigDecimal percentage,
            @Nullable String minCustomerType,
            Switches switches) {}

    /** {@code type}: Cashback, Exclusive or Loyalty. */
    record Offer(
            UUID id,
            String type,
            String name,
            @Nullable String description,
            @Nullable Merchant merchant,
            @Nullable Instant from,
            @Nullable Instant until,
            Instant createdAt,
            Switches switches,
            Set<String> audience,
            BigDecimal used,
            @Nullable BigDecimal limit,
            List<Part> tiers,
            List<Part> rewards,
            List<Outlet> linked) {}
}
