package io.eligo.catalog;

import io.eligo.catalog.CatalogContents.RowUpdate;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.catalog.index.CatalogOutlet;
import io.eligo.catalog.index.LiveOffers;
import io.eligo.catalog.index.OfferChange;
import io.eligo.catalog.index.OfferIndexes;
import io.eligo.catalog.index.OfferNumberIndex;
import io.eligo.catalog.index.OfferSelection;
import io.eligo.catalog.index.OrderedIndex;
import io.eligo.catalog.index.OutletKey;
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

/** The catalogue at one moment, immutable, in feed order. An offer's <em>position</em> is its index in that order. */
public final class CatalogSnapshot {
    private static final CatalogSnapshot EMPTY = new CatalogSnapshot(
            OrderedIndex.empty(entry -> entry.offer().id(), CatalogOffer::key),
            OrderedIndex.empty(entry -> entry.outlet().id(), CatalogOutlet::key),
            OfferNumberIndex.EMPTY,
            OfferIndexes.EMPTY);

    private final OrderedIndex<FeedKey, CatalogOffer> offers;
    private final OrderedIndex<OutletKey, CatalogOutlet> outlets;
    private final OfferNumberIndex numbers;
    private final OfferIndexes indexes;
    // The last result of {@link #liveOffers(Instant)}: it is the same for all instants between two window edges.
    private volatile @Nullable LiveOffers liveOffers;

    private CatalogSnapshot(
            OrderedIndex<FeedKey, CatalogOffer> offers,
            OrderedIndex<OutletKey, CatalogOutlet> outlets,
            OfferNumberIndex numbers,
            OfferIndexes indexes) {
        this.offers = offers;
        this.outlets = outlets;
        this.numbers = numbers;
        this.indexes = indexes;
    }

    static CatalogSnapshot of(CatalogContents rows) {
        return EMPTY.withUpdate(rows.asUpdate());
    }

    /** Returns the next snapshot. Entries that were not read again are reused. */
    CatalogSnapshot withUpdate(RowUpdate update) {
        CatalogContents rows = update.rows();
        var nextOutlets = outlets.withReplaced(
                update.outletIds(),
                findExisting(update.outletIds(), rows.outlets())
                        .map(CatalogOutlet::of)
                        .toList());
        var nextOffers = offers.withReplaced(
                update.offerIds(),
                findExisting(update.offerIds(), rows.offers())
                        .map(offer -> new CatalogOffer(offer, nextOutlets))
                        .toList());
        List<OfferChange> changes = changes(update.offerIds(), nextOffers);
        return new CatalogSnapshot(nextOffers, nextOutlets, numbers.withChanges(changes), indexes.withChanges(changes));
    }

    private static <T> Stream<T> findExisting(Set<UUID> ids, Map<UUID, T> byId) {
        return ids.stream().map(byId::get).filter(Objects::nonNull);
    }

    private List<OfferChange> changes(Set<UUID> reread, OrderedIndex<FeedKey, CatalogOffer> next) {
        var changes = new ArrayList<OfferChange>();
        for (UUID id : reread) {
            CatalogOffer before = offers.find(id);
            CatalogOffer after = next.find(id);
            if (before != null || after != null) {
                changes.add(new OfferChange((after == null ? offers : next).slotOf(id), before, after));
            }
        }
        return changes;
    }

    public int size() {
        return offers.size();
    }

    public CatalogOffer offer(int position) {
        return offers.get(position);
    }

    public @Nullable CatalogOffer offer(UUID id) {
        return offers.find(id);
    }

    /**
     * Returns the offers that are live at an instant. Costs two comparisons of instants, unless a window edge lies
     * between this instant and that of the previous call.
     */
    public LiveOffers liveOffers(Instant now) {
        LiveOffers known = liveOffers;
        if (known == null || !known.isValidAt(now)) {
            known = new LiveOffers(offers, now);
            liveOffers = known;
        }
        return known;
    }

    /** Selects all offers; conditions can be added. */
    public OfferSelection all() {
        return OfferSelection.all(offers, indexes);
    }

    /**
     * Returns the positions of the offers with these numbers, ascending. Numbers that the catalogue does not know,
     * those of deleted offers, are left out.
     *
     * @param offerNos ascending
     */
    public int[] findPositions(int[] offerNos) {
        return numbers.findSlots(offerNos).map(offers::positionOf).sorted().toArray();
    }

    /** Returns the first position whose key is not before {@code key}; {@link #size} if there is none. */
    public int lowerBound(FeedKey key) {
        return offers.lowerBound(key);
    }

    public int outlets() {
        return outlets.size();
    }

    /** Returns the outlet at an outlet position; outlets are ordered by folded name, then id. */
    public Outlet outlet(int position) {
        return outlets.get(position).outlet();
    }

    public OutletKey outletKey(int position) {
        return outlets.get(position).key();
    }

    /** Returns the first outlet position whose key is not before {@code key}; {@link #outlets} if there is none. */
    public int outletLowerBound(OutletKey key) {
        return outlets.lowerBound(key);
    }

    /** Returns the outlet positions of an offer's live outlets, ascending. */
    public IntStream liveOutlets(int position) {
        return IntStream.of(offer(position).liveOutletSlots()).map(outlets::positionOf);
    }

    /** Returns the positions of the offers that have this outlet among their live outlets. */
    public IntStream findOffersAtOutlet(int outletPosition) {
        return indexes.byOutlet().find(outlet(outletPosition).id()).stream().map(offers::positionOf);
    }
}
