package io.eligo.catalog.index;

import io.eligo.rules.FeedKey;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.Window;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An offer of one snapshot, with everything that does not depend on the user or the instant worked out. */
public final class CatalogOffer {
    private final Offer offer;
    private final @Nullable Merchant merchant;
    private final FeedKey key;
    private final GrantedTypes grantedTypes;
    private final boolean liveInWindow;
    private final Window window;
    private final List<Outlet> liveOutlets;
    private final int[] liveOutletSlots;
    private final List<String> searchTexts;

    /** @param outlets all of the offer's are among them */
    public CatalogOffer(Offer offer, OrderedIndex<OutletKey, CatalogOutlet> outlets) {
        this.offer = offer;
        this.merchant = offer.merchant();
        this.key = offer.feedKey();
        this.grantedTypes = GrantedTypes.of(offer);
        this.liveInWindow = offer.isLiveIgnoringWindow();
        this.window = offer.window();
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

    /** The offer's. */
    public @Nullable Merchant merchant() {
        return merchant;
    }

    public FeedKey key() {
        return key;
    }

    public GrantedTypes grantedTypes() {
        return grantedTypes;
    }

    /** What of {@link #isLive} holds until somebody changes something. */
    public boolean liveInWindow() {
        return liveInWindow;
    }

    Window window() {
        return window;
    }

    /** What {@link Offer#live} answers, at the cost of comparing two instants. */
    public boolean isLive(Instant now) {
        return liveInWindow && window.contains(now);
    }

    /** By folded name, then id. */
    public List<Outlet> liveOutlets() {
        return liveOutlets;
    }

    /** In the same order; not to be changed by the caller. */
    public int[] liveOutletSlots() {
        return liveOutletSlots;
    }

    /** Whether {@code folded} is contained in one of the folded fields: names and descriptions of the offer, its merchant and its live outlets. */
    public boolean containsText(String folded) {
        for (String text : searchTexts) {
            if (text.contains(folded)) {
                return true;
            }
        }
        return false;
    }

    /** What {@link #containsText} looks into. */
    List<String> searchTexts() {
        return searchTexts;
    }
}
