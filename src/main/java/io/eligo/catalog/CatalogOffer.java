package io.eligo.catalog;

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
    private final Reach reach;
    private final boolean liveInWindow;
    private final Window window;
    private final List<Outlet> liveOutlets;
    private final int[] liveOutletSlots;
    private final List<String> texts;

    /** @param outlets all of the offer's are among them */
    CatalogOffer(Offer offer, Ranking<OutletKey, CatalogOutlet> outlets) {
        this.offer = offer;
        this.merchant = offer.merchant();
        this.key = offer.feedKey();
        this.reach = Reach.of(offer);
        this.liveInWindow = offer.isLiveIgnoringWindow();
        this.window = offer.window();
        int[] positions = offer.liveOutlets().stream()
                .mapToInt(outlet -> outlets.positionOf(outlets.slot(outlet.id())))
                .sorted()
                .toArray();
        List<CatalogOutlet> live =
                IntStream.of(positions).mapToObj(outlets::thing).toList();
        this.liveOutlets = live.stream().map(CatalogOutlet::outlet).toList();
        this.liveOutletSlots = IntStream.of(positions).map(outlets::slotAt).toArray();
        String own = SearchedText.of(offer.name(), offer.description(), merchant == null ? null : merchant.name());
        this.texts = Stream.concat(Stream.of(own), live.stream().map(CatalogOutlet::text))
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

    public Reach reach() {
        return reach;
    }

    /** What of {@link #live} holds until somebody changes something. */
    boolean liveInWindow() {
        return liveInWindow;
    }

    Window window() {
        return window;
    }

    /** What {@link Offer#live} answers, at the cost of comparing two instants. */
    public boolean live(Instant now) {
        return liveInWindow && window.contains(now);
    }

    /** By folded name, then id. */
    public List<Outlet> liveOutlets() {
        return liveOutlets;
    }

    /** In the same order; not to be changed by the caller. */
    int[] liveOutletSlots() {
        return liveOutletSlots;
    }

    /** Whether {@code folded} is contained in one of the folded fields: names and descriptions of the offer, its merchant and its live outlets. */
    public boolean mentions(String folded) {
        for (String text : texts) {
            if (text.contains(folded)) {
                return true;
            }
        }
        return false;
    }

    /** What {@link #mentions} looks into. */
    List<String> texts() {
        return texts;
    }
}
