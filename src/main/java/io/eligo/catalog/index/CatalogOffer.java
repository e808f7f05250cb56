package io.eligo.catalog.index;

import io.eligo.rules.FeedKey;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.Window;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An offer of one snapshot with its precomputed values, which depend neither on the user nor on the instant. */
public final class CatalogOffer {
    private final Offer offer;
    private final @Nullable Merchant merchant;
    private final FeedKey key;
    private final GrantedTypes grantedTypes;
    private final @Nullable Window livePeriod;
    private final List<Outlet> liveOutlets;
    private final int[] liveOutletSlots;
    private final List<String> searchTexts;

    /** @param outlets contains all outlets of the offer */
    public CatalogOffer(Offer offer, OrderedIndex<OutletKey, CatalogOutlet> outlets) {
        this.offer = offer;
        this.merchant = offer.merchant();
        this.key = offer.feedKey();
        this.grantedTypes = GrantedTypes.of(offer);
        this.livePeriod = offer.livePeriod();
        int[] positions = offer.liveOutlets().stream()
                .mapToInt(outlet -> outlets.positionOf(outlets.slotOf(outlet.id())))
                .sorted()
                .toArray();
        List<CatalogOutlet> live =
                IntStream.of(positions).mapToObj(outlets::get).toList();
        this.liveOutlets = live.stream().map(CatalogOutlet::outlet).toList();
        this.liveOutletSlots = IntStream.of(positions).map(outlets::slotAt).toArray();
        String own = SearchText.of(offer.name(), offer.description(), merchant == null ? null : merchant.name());
        this.searchTexts = Stream.concat(Stream.of(own), live.stream().map(CatalogOutlet::searchText))
                .toList();
    }

    public Offer offer() {
        return offer;
    }

    public @Nullable Merchant merchant() {
        return merchant;
    }

    public FeedKey key() {
        return key;
    }

    public GrantedTypes grantedTypes() {
        return grantedTypes;
    }

    /** The period in which the offer is live by the data of this snapshot; null if it is live at no instant. */
    public @Nullable Window livePeriod() {
        return livePeriod;
    }

    /** The live outlets by folded name, then id. */
    public List<Outlet> liveOutlets() {
        return liveOutlets;
    }

    /** Slots of the live outlets in the same order; the array must not be changed. */
    public int[] liveOutletSlots() {
        return liveOutletSlots;
    }

    /**
     * Returns whether one of the folded fields contains {@code folded}: names and descriptions of the offer, its
     * merchant and its live outlets.
     */
    public boolean containsText(String folded) {
        for (String text : searchTexts) {
            if (text.contains(folded)) {
                return true;
            }
        }
        return false;
    }

    /** The texts that {@link #containsText} searches. */
    List<String> searchTexts() {
        return searchTexts;
    }
}
