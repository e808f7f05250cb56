package io.eligo.rules;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Things that are live unless told otherwise. */
final class Fixtures {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Standing COUNTS = new Standing(true, false, ReviewStatus.APPROVED);
    static final Standing OFF = new Standing(false, false, ReviewStatus.APPROVED);
    static final Standing DELETED = new Standing(true, true, ReviewStatus.APPROVED);
    static final Standing PENDING = new Standing(true, false, ReviewStatus.PENDING);
    static final Standing REJECTED = new Standing(true, false, ReviewStatus.REJECTED);
    static final Standing UNREVIEWED = new Standing(true, false, null);

    static Merchant aMerchant() {
        return aMerchant(MerchantStatus.ACTIVE);
    }

    static Merchant aMerchant(MerchantStatus status) {
        return new Merchant(UUID.randomUUID(), 1, "Duka", status, "Groceries");
    }

    static Outlet anOutletOf(Merchant merchant) {
        return anOutletOf(merchant, COUNTS, COUNTS);
    }

    static Outlet anOutletOf(Merchant merchant, Standing standing, Standing... paymentPoints) {
        return new Outlet(
                UUID.randomUUID(),
                merchant,
                "Duka Moi Avenue",
                null,
                standing,
                List.of(paymentPoints).stream()
                        .map(point -> new PaymentPoint(PaymentKind.TILL, point))
                        .toList());
    }

    static CashbackBuilder aCashback() {
        return new CashbackBuilder();
    }

    static ExclusiveBuilder anExclusive() {
        return new ExclusiveBuilder();
    }

    static LoyaltyBuilder aLoyaltyProgram() {
        return new LoyaltyBuilder();
    }

    /** What the three builders share. */
    abstract static class OfferBuilder<B extends OfferBuilder<B>> {
        @Nullable
        Merchant merchant = aMerchant();

        @Nullable
        List<Outlet> outlets;

        Standing standing = COUNTS;
        Window window = Window.ALWAYS;
        Budget budget = new Budget(BigDecimal.ONE, BigDecimal.TEN);
        Instant createdAt = NOW.minusSeconds(60);

        abstract B self();

        B of(@Nullable Merchant merchant) {
            this.merchant = merchant;
            return self();
        }

        B at(Outlet... outlets) {
            this.outlets = List.of(outlets);
            return self();
        }

        B standing(Standing standing) {
            this.standing = standing;
            return self();
        }

        B from(@Nullable String from, @Nullable String until) {
            window = new Window(from == null ? null : Instant.parse(from), until == null ? null : Instant.parse(until));
            return self();
        }

        B spent(String used, @Nullable String limit) {
            budget = new Budget(new BigDecimal(used), limit == null ? null : new BigDecimal(limit));
            return self();
        }

        List<Outlet> outlets() {
            if (outlets != null) {
                return outlets;
            }
            return List.of(anOutletOf(merchant == null ? aMerchant() : merchant));
        }
    }

    static final class CashbackBuilder extends OfferBuilder<CashbackBuilder> {
        private Audience audience = Audience.of(List.of("All"));
        private final List<CashbackTier> tiers = new ArrayList<>();

        @Override
        CashbackBuilder self() {
            return this;
        }

        CashbackBuilder forThe(String... words) {
            audience = Audience.of(List.of(words));
            return this;
        }

        CashbackBuilder tier(Standing standing) {
            tiers.add(new CashbackTier(UUID.randomUUID(), "Tier", new BigDecimal("5.00"), standing));
            return this;
        }

        CashbackConfiguration please() {
            if (tiers.isEmpty()) {
                tier(COUNTS);
            }
            return new CashbackConfiguration(
                    UUID.randomUUID(),
                    1,
                    "5 % back",
                    java.util.Objects.requireNonNull(merchant),
                    standing,
                    window,
                    budget,
                    createdAt,
                    audience,
                    tiers,
                    outlets());
        }
    }

    static final class ExclusiveBuilder extends OfferBuilder<ExclusiveBuilder> {
        private Audience audience = Audience.of(List.of("All"));

        ExclusiveBuilder() {
            from("2026-11-01T00:00:00Z", "2026-11-30T00:00:00Z");
        }

        @Override
        ExclusiveBuilder self() {
            return this;
        }

        ExclusiveBuilder forThe(String... words) {
            audience = Audience.of(List.of(words));
            return this;
        }

        ExclusiveOffer please() {
            return new ExclusiveOffer(
                    UUID.randomUUID(),
                    2,
                    "Free tea",
                    null,
                    merchant,
                    standing,
                    window,
                    budget,
                    createdAt,
                    audience,
                    outlets());
        }
    }

    static final class LoyaltyBuilder extends OfferBuilder<LoyaltyBuilder> {
        private final List<LoyaltyTier> tiers = new ArrayList<>();
        private final List<LoyaltyReward> rewards = new ArrayList<>();

        @Override
        LoyaltyBuilder self() {
            return this;
        }

        LoyaltyBuilder tier(String minimum) {
            return tier(minimum, COUNTS);
        }

        LoyaltyBuilder tier(String minimum, Standing standing) {
            tiers.add(new LoyaltyTier(UUID.randomUUID(), minimum, CustomerType.parse(minimum), standing));
            return this;
        }

        LoyaltyBuilder reward(Standing standing) {
            rewards.add(new LoyaltyReward(UUID.randomUUID(), "Mug", standing));
            return this;
        }

        LoyaltyProgram please() {
            if (rewards.isEmpty()) {
                reward(COUNTS);
            }
            return new LoyaltyProgram(
                    UUID.randomUUID(), 3, "Club", merchant, standing, budget, createdAt, tiers, rewards, outlets());
        }
    }

    private Fixtures() {}
}
