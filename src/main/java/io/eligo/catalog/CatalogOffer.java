package io.eligo.catalog;

import io.eligo.rules.FeedKey;
import io.eligo.rules.Folded;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An offer of one snapshot, with everything that does not depend on the user or the instant worked out. */
public final class CatalogOffer {
    private final Offer offer;
    private final FeedKey key;
    private final Reach reach;
    private final boolean liveInWindow;
    private final List<Outlet> liveOutlets;
    private final int[] liveOutletPositions;
    private final List<String> searched;

    private final OutletOrder order;

    CatalogOffer(Offer offer, OutletOrder order) {
        this.offer = offer;
        this.key = offer.feedKey();
        this.reach = Reach.of(offer);
        this.liveInWindow = offer.liveInWindow();
        this.liveOutlets = offer.liveOutlets().stream().sorted(order).toList();
        this.searched = searched(offer, liveOutlets, order);
        this.liveOutletPositions = positions(liveOutlets, order);
        this.order = order;
    }

    private CatalogOffer(CatalogOffer same, OutletOrder order) {
        this.offer = same.offer;
        this.key = same.key;
        this.reach = same.reach;
        this.liveInWindow = same.liveInWindow;
        this.liveOutlets = same.liveOutlets;
        this.searched = same.searched;
        this.liveOutletPositions = positions(liveOutlets, order);
        this.order = order;
    }

    /** The same offer, none of whose outlets has changed, where others may have. */
    CatalogOffer in(OutletOrder other) {
        return other == order ? this : new CatalogOffer(this, other);
    }

    private static int[] positions(List<Outlet> outlets, OutletOrder order) {
        return outlets.stream().mapToInt(order::position).toArray();
    }

    public Offer offer() {
        return offer;
    }

    public FeedKey key() {
        return key;
    }

    public Reach reach() {
        return reach;
    }

    /** What {@link Offer#live} answers, at the cost of comparing two instants. */
    public boolean live(Instant now) {
        return liveInWindow && offer.window().holds(now);
    }

    /** By folded name, then id. */
    public List<Outlet> liveOutlets() {
        return liveOutlets;
    }

    /** Where its live outlets stand in {@link CatalogSnapshot#outlet}, ascending; not to be changed by the caller. */
    public int[] liveOutletPositions() {
        return liveOutletPositions;
    }

    /** Whether {@code folded} is contained in one of the folded fields: names and descriptions of the offer, its merchant and its live outlets. */
    public boolean mentions(String folded) {
        return searched.stream().anyMatch(field -> field.contains(folded));
    }

    private static List<String> searched(Offer offer, List<Outlet> outlets, OutletOrder order) {
        var fields = new ArrayList<String>();
        fields.add(Folded.of(offer.name()));
        String description = offer.description();
        if (description != null) {
            fields.add(Folded.of(description));
        }
        Merchant merchant = offer.merchant();
        if (merchant != null) {
            fields.add(Folded.of(merchant.name()));
        }
        outlets.forEach(outlet -> fields.addAll(order.folded(outlet)));
        return List.copyOf(fields);
    }
}
