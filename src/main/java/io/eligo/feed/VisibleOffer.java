package io.eligo.feed;

import io.eligo.api.CacheableFragment;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.CashbackTier;
import io.eligo.rules.LoyaltyProgram;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.List;

/**
 * An offer as a user of type {@code customerType} at its merchant sees it: only live parts, and only the tiers that
 * the user reaches.
 */
record VisibleOffer(CatalogOffer entry, CustomerType customerType) implements CacheableFragment {
    Offer offer() {
        return entry.offer();
    }

    List<Outlet> outlets() {
        return entry.liveOutlets();
    }

    List<CashbackTier> cashbackTiers() {
        return ((CashbackConfiguration) offer()).liveTiers();
    }

    List<LoyaltyTier> loyaltyTiers() {
        return ((LoyaltyProgram) offer()).tiersReachedBy(customerType);
    }

    List<LoyaltyReward> rewards() {
        return ((LoyaltyProgram) offer()).liveRewards();
    }

    /** The name of the offer's type in the schema. */
    String typeName() {
        return switch (offer().type()) {
            case CASHBACK -> "CashbackConfiguration";
            case EXCLUSIVE -> "ExclusiveOffer";
            case LOYALTY -> "LoyaltyProgram";
        };
    }
}
