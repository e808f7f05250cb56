package io.eligo.feed.querytime;

import io.eligo.api.ResponseLimitExceeded;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.legacy.LegacyOffer;
import io.eligo.legacy.LegacyOffer.LegacyMerchant;
import io.eligo.legacy.LegacyOffer.LegacyOutlet;
import io.eligo.rules.CashbackTier;
import io.eligo.rules.FeedKey;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PublicationStatus;
import io.eligo.rules.vocabulary.ReviewStatus;
import io.eligo.rules.vocabulary.SpelledEnum;
import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An offer of the query-time resolver. Fields that the API does not show, such as the number of a merchant, have placeholder
 * values.
 */
record QueryTimeOffer(
        LegacyOffer offer,
        OfferType type,
        FeedKey key,
        @Nullable Merchant merchant) implements VisibleOffer {
    // The resolver returns live parts only.
    private static final PublicationStatus PUBLISHED = new PublicationStatus(true, false, ReviewStatus.APPROVED);

    static QueryTimeOffer of(LegacyOffer offer) {
        LegacyMerchant merchant = offer.merchant();
        return new QueryTimeOffer(
                offer,
                SpelledEnum.parse(OfferType.class, offer.type()),
                new FeedKey(offer.key().at(), offer.key().id()),
                merchant == null ? null : merchant(merchant));
    }

    @Override
    public UUID id() {
        return key.id();
    }

    @Override
    public String name() {
        return offer.name();
    }

    @Override
    public @Nullable String description() {
        return offer.description();
    }

    @Override
    public Window window() {
        return new Window(offer.start(), offer.end());
    }

    /**
     * A view: the offers of a page share their outlets, and keep no copies of them.
     *
     * @throws ResponseLimitExceeded if the page has more outlets than one answer may contain
     */
    @Override
    public List<Outlet> outlets() {
        List<LegacyOutlet> shared = offer.outlets();
        if (shared == null) {
            throw ResponseLimitExceeded.tooManyFields(ResponseLimitExceeded.MAX_FIELDS);
        }
        return new AbstractList<>() {
            @Override
            public Outlet get(int index) {
                return outlet(shared.get(index));
            }

            @Override
            public int size() {
                return shared.size();
            }
        };
    }

    @Override
    public int outletCount() {
        List<LegacyOutlet> shared = offer.outlets();
        return shared == null ? ResponseLimitExceeded.MAX_FIELDS : shared.size();
    }

    @Override
    public List<CashbackTier> cashbackTiers() {
        return offer.tiers().stream()
                .map(tier -> new CashbackTier(
                        tier.id(), tier.name(), new BigDecimal(Objects.requireNonNull(tier.percentage())), PUBLISHED))
                .toList();
    }

    @Override
    public List<LoyaltyTier> loyaltyTiers() {
        return offer.tiers().stream()
                .map(tier -> new LoyaltyTier(
                        tier.id(),
                        tier.name(),
                        SpelledEnum.parse(CustomerType.class, Objects.requireNonNull(tier.minCustomerType())),
                        PUBLISHED))
                .toList();
    }

    @Override
    public List<LoyaltyReward> rewards() {
        return offer.rewards().stream()
                .map(reward -> new LoyaltyReward(reward.id(), reward.name(), PUBLISHED))
                .toList();
    }

    private static Merchant merchant(LegacyMerchant merchant) {
        return new Merchant(merchant.id(), 0, merchant.name(), MerchantStatus.ACTIVE, merchant.category());
    }

    static Outlet outlet(LegacyOutlet outlet) {
        return new Outlet(
                outlet.id(), merchant(outlet.merchant()), outlet.name(), outlet.description(), PUBLISHED, List.of());
    }
}
