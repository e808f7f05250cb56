package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.PaymentKind;
import io.eligo.rules.vocabulary.PublicationStatus;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builders of merchants, outlets and offers, live by default. */
final class OfferFixtures {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final PublicationStatus PUBLISHED = new PublicationStatus(true, false, ReviewStatus.APPROVED);
    static final PublicationStatus INACTIVE = new PublicationStatus(false, false, ReviewStatus.APPROVED);
    static final PublicationStatus DELETED = new PublicationStatus(true, true, ReviewStatus.APPROVED);
    static final PublicationStatus PENDING = new PublicationStatus(true, false, ReviewStatus.PENDING);
    static final PublicationStatus REJECTED = new PublicationStatus(true, false, ReviewStatus.REJECTED);
    static final PublicationStatus UNREVIEWED = new PublicationStatus(true, false, null);

    static Merchant aMerchant() {
        return aMerchant(MerchantStatus.ACTIVE);
    }

    static Merchant aMerchant(MerchantStatus status) {
        return new Merchant(UUID.randomUUID(), 1, "Duka", status, "Groceries");
    }

    static Outlet anOutletOf(Merchant merchant) {
        return anOutletOf(merchant, PUBLISHED, PUBLISHED);
    }

    static Outlet anOutletOf(
            Merchant merchant, PublicationStatus publicationStatus, PublicationStatus... paymentPoints) {
        return new Outlet(
                UUID.randomUUID(),
                merchant,
                "Duka Moi Avenue",
                null,
                publicationStatus,
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

    /** Base class of the three builders. */
    abstract static class OfferBuilder<B extends OfferBuilder<B>> {
        @Nullable
        Merchant merchant = aMerchant();

        @Nullable
        List<Outlet> outlets;

        PublicationStatus status = PUBLISHED;
        Window window = Window.ALWAYS;
        Budget budget = new Budget(BigDecimal.ONE, BigDecimal.TEN);
        Instant createdAt = NOW.minusSeconds(60);

        abstract B self();

        B merchant(@Nullable Merchant merchant) {
            this.merchant = merchant;
            return self();
        }

        B withOutlets(Outlet... outlets) {
            this.outlets = List.of(outlets);
            return self();
        }

        B status(PublicationStatus status) {
            this.status = status;
            return self();
        }

        B window(@Nullable String from, @Nullable String until) {
            window = new Window(from == null ? null : Instant.parse(from), until == null ? null : Instant.parse(until));
            return self();
        }

        B budget(String used, @Nullable String limit) {
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

        CashbackBuilder audience(String... words) {
            audience = Audience.of(List.of(words));
            return this;
        }

        CashbackBuilder tier(PublicationStatus publicationStatus) {
            tiers.add(new CashbackTier(UUID.randomUUID(), "Tier", new BigDecimal("5.00"), publicationStatus));
            return this;
        }

        CashbackConfiguration build() {
            if (tiers.isEmpty()) {
                tier(PUBLISHED);
            }
            return new CashbackConfiguration(
                    UUID.randomUUID(),
                    1,
                    "5 % back",
                    java.util.Objects.requireNonNull(merchant),
                    status,
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
            window("2026-11-01T00:00:00Z", "2026-11-30T00:00:00Z");
        }

        @Override
        ExclusiveBuilder self() {
            return this;
        }

        ExclusiveBuilder audience(String... words) {
            audience = Audience.of(List.of(words));
            return this;
        }

        ExclusiveOffer build() {
            return new ExclusiveOffer(
                    UUID.randomUUID(),
                    2,
                    "Free tea",
                    null,
                    merchant,
                    status,
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
            return tier(minimum, PUBLISHED);
        }

        LoyaltyBuilder tier(String minimum, PublicationStatus publicationStatus) {
            tiers.add(new LoyaltyTier(UUID.randomUUID(), minimum, CustomerType.parse(minimum), publicationStatus));
            return this;
        }

        LoyaltyBuilder reward(PublicationStatus publicationStatus) {
            rewards.add(new LoyaltyReward(UUID.randomUUID(), "Mug", publicationStatus));
            return this;
        }

        LoyaltyProgram build() {
            if (rewards.isEmpty()) {
                reward(PUBLISHED);
            }
            return new LoyaltyProgram(
                    UUID.randomUUID(), 3, "Club", merchant, status, budget, createdAt, tiers, rewards, outlets());
        }
    }

    private OfferFixtures() {}
}
