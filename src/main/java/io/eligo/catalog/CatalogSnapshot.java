package io.eligo.catalog;

import io.eligo.catalog.CatalogRows.Reread;
import io.eligo.rules.FeedKey;
import io.eligo.rules.Outlet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue at one moment: immutable, in feed order, and an offer's <em>position</em> is its index in that order. */
public final class CatalogSnapshot {
    private static final CatalogSnapshot EMPTY = new CatalogSnapshot(
            Ranking.empty(entry -> entry.offer().id(), CatalogOffer::key),
            Ranking.empty(entry -> entry.outlet().id(), CatalogOutlet::key),
            OfferNumbers.NONE,
            OfferIndexes.EMPTY);

    private final Ranking<FeedKey, CatalogOffer> offers;
    private final Ranking<OutletKey, CatalogOutlet> outlets;
    private final OfferNumbers numbers;
    private final OfferIndexes indexes;
    // What was answered last: between two edges of windows all get the same.
    private volatile @Nullable LiveOffers live;

    private CatalogSnapshot(
            Ranking<FeedKey, CatalogOffer> offers,
            Ranking<OutletKey, CatalogOutlet> outlets,
            OfferNumbers numbers,
            OfferIndexes indexes) {
        this.offers = offers;
        this.outlets = outlets;
        this.numbers = numbers;
        this.indexes = indexes;
    }

    static CatalogSnapshot of(CatalogRows rows) {
        return EMPTY.next(rows.all());
    }

    /** The snapshot that follows this one; what was not read again is not worked out again. */
    CatalogSnapshot next(Reread reread) {
        CatalogRows rows = reread.rows();
        var nextOutlets = outlets.next(
                reread.outlets(),
                among(reread.outlets(), rows.outlets()).map(CatalogOutlet::of).toList());
        var nextOffers = offers.next(
                reread.offers(),
                among(reread.offers(), rows.offers())
                        .map(offer -> new CatalogOffer(offer, nextOutlets))
                        .toList());
        List<OfferChange> changes = changes(reread.offers(), nextOffers);
        return new CatalogSnapshot(nextOffers, nextOutlets, numbers.next(changes), indexes.next(changes));
    }

    private static <T> Stream<T> among(Set<UUID> ids, Map<UUID, T> things) {
        return ids.stream().map(things::get).filter(Objects::nonNull);
    }

    private List<OfferChange> changes(Set<UUID> reread, Ranking<FeedKey, CatalogOffer> next) {
        var changes = new ArrayList<OfferChange>();
        for (UUID id : reread) {
            CatalogOffer before = offers.find(id);
            CatalogOffer after = next.find(id);
            if (before != null || after != null) {
                changes.add(new OfferChange((after == null ? offers : next).slot(id), before, after));
            }
        }
        return changes;
    }

    public int size() {
        return offers.size();
    }

    public CatalogOffer offer(int position) {
        return offers.thing(position);
    }

    public @Nullable CatalogOffer offer(UUID id) {
        return offers.find(id);
    }

    /**
     * The offers that are live at an instant, at the cost of comparing it with two others unless the edge of a window lies
     * between it and the one that was asked for before.
     */
    public LiveOffers live(Instant now) {
        LiveOffers known = live;
        if (known == null || !known.holds(now)) {
            known = new LiveOffers(offers, now);
            live = known;
        }
        return known;
    }

    /** All offers, for conditions to be put on. */
    public Selection all() {
        return Selection.all(offers, indexes);
    }

    /**
     * Positions of the offers with these numbers, ascending as they are; numbers that the catalogue does not know (deleted offers)
     * are left out.
     */
    public int[] positions(int[] offerNos) {
        return numbers.slots(offerNos).map(offers::positionOf).sorted().toArray();
    }

    /** The first position whose key is not before {@code key}; {@link #size} if all are. */
    public int firstNotBefore(FeedKey key) {
        return offers.firstNotBefore(key);
    }

    public int outlets() {
        return outlets.size();
    }

    /** Outlets have positions of their own, by folded name, then id. */
    public Outlet outlet(int position) {
        return outlets.thing(position).outlet();
    }

    public OutletKey outletKey(int position) {
        return outlets.thing(position).key();
    }

    /** The first outlet position whose key is not before {@code key}; {@link #outlets} if all are. */
    public int firstOutletNotBefore(OutletKey key) {
        return outlets.firstNotBefore(key);
    }

    /** Outlet positions of an offer's live outlets, ascending. */
    public IntStream liveOutlets(int position) {
        return IntStream.of(offer(position).liveOutletSlots()).map(outlets::positionOf);
    }

    /** Positions of the offers that have an outlet among their live ones. */
    public IntStream offersAt(int outletPosition) {
        return indexes.outlet().at(outlet(outletPosition).id()).stream().map(offers::positionOf);
    }
}
