package io.eligo.feed.precomputed;

import io.eligo.api.CacheableFragment;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.CashbackTier;
import io.eligo.rules.FeedKey;
import io.eligo.rules.LoyaltyProgram;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An offer of the catalogue as a user of type {@code customerType} at its merchant sees it. */
public record PrecomputedOffer(CatalogOffer entry, CustomerType customerType)
        implements VisibleOffer, CacheableFragment {
    private Offer offer() {
        return entry.offer();
    }

    @Override
    public UUID id() {
        return offer().id();
    }

    @Override
    public OfferType type() {
        return offer().type();
    }

    @Override
    public FeedKey key() {
        return entry.key();
    }

    @Override
    public String name() {
        return offer().name();
    }

    @Override
    public @Nullable String description() {
        return offer().description();
    }

    @Override
    public @Nullable Merchant merchant() {
        return offer().merchant();
    }

    @Override
    public Window window() {
        return offer().window();
    }

    @Override
    public List<Outlet> outlets() {
        return entry.liveOutlets();
    }

    @Override
    public List<CashbackTier> cashbackTiers() {
        return ((CashbackConfiguration) offer()).liveTiers();
    }

    @Override
    public List<LoyaltyTier> loyaltyTiers() {
        return ((LoyaltyProgram) offer()).tiersReachedBy(customerType);
    }

    @Override
    public List<LoyaltyReward> rewards() {
        return ((LoyaltyProgram) offer()).liveRewards();
    }
}
