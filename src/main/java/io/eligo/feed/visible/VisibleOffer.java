package io.eligo.feed.visible;

import io.eligo.rules.CashbackTier;
import io.eligo.rules.FeedKey;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.OfferType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An offer as one user sees it: only live parts, and only the tiers that the user reaches. */
public interface VisibleOffer {
    UUID id();

    OfferType type();

    FeedKey key();

    String name();

    @Nullable
    String description();

    /** Null for a platform-wide offer. */
    @Nullable
    Merchant merchant();

    Window window();

    /** The live outlets, by folded name, then id. */
    List<Outlet> outlets();

    default int outletCount() {
        return outlets().size();
    }

    /** The live tiers of a cashback configuration, by percentage. */
    List<CashbackTier> cashbackTiers();

    /** The live tiers of a loyalty program that the user reaches. */
    List<LoyaltyTier> loyaltyTiers();

    /** The live rewards of a loyalty program. */
    List<LoyaltyReward> rewards();

    /** The name of the offer's type in the schema. */
    default String typeName() {
        return switch (type()) {
            case CASHBACK -> "CashbackConfiguration";
            case EXCLUSIVE -> "ExclusiveOffer";
            case LOYALTY -> "LoyaltyProgram";
        };
    }
}
