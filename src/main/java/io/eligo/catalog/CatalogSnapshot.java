package io.eligo.catalog;

import io.eligo.rules.FeedKey;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue at one moment: immutable, in feed order, and an offer's <em>position</em> is its index in that order. */
public final class CatalogSnapshot {
    private final List<CatalogOffer> offers;
    private final OutletOrder outlets;
    private final int[] broad;
    private final Map<UUID, Integer> positionOfId = new HashMap<>();
    private final Map<Integer, Integer> positionOfNo = new HashMap<>();

    static CatalogSnapshot of(CatalogRows rows) {
        var order = new OutletOrder(rows.outlets().values());
        return new CatalogSnapshot(rows.offers().values().stream().map(offer -> new CatalogOffer(offer, order)), order);
    }

    /** The snapshot of {@code after}, where this is that of {@code before}; what they share is not worked out again. */
    CatalogSnapshot next(CatalogRows before, CatalogRows after) {
        OutletOrder order = before.outlets() == after.outlets()
                ? outlets
                : new OutletOrder(after.outlets().values());
        return new CatalogSnapshot(
                after.offers().values().stream().map(offer -> {
                    CatalogOffer known = offer(offer.id());
                    return known != null && known.offer() == offer ? known.in(order) : new CatalogOffer(offer, order);
                }),
                order);
    }

    private CatalogSnapshot(Stream<CatalogOffer> offers, OutletOrder outlets) {
        this.outlets = outlets;
        this.offers = offers.sorted(Comparator.comparing(CatalogOffer::key)).toList();
        this.broad = IntStream.range(0, this.offers.size())
                .filter(position -> offer(position).reach().broad())
                .toArray();
        for (int position = 0; position < this.offers.size(); position++) {
            Offer offer = offer(position).offer();
            positionOfId.put(offer.id(), position);
            positionOfNo.put(offer.no(), position);
        }
    }

    public int size() {
        return offers.size();
    }

    public CatalogOffer offer(int position) {
        return offers.get(position);
    }

    public @Nullable CatalogOffer offer(UUID id) {
        Integer position = positionOfId.get(id);
        return position == null ? null : offers.get(position);
    }

    /** Positions of the broad offers, ascending. */
    public int[] broad() {
        return broad.clone();
    }

    /** Positions of the offers with these numbers, ascending; numbers that the catalogue does not know (deleted offers) are left out. */
    public int[] positions(int[] offerNos) {
        return IntStream.of(offerNos)
                .mapToObj(positionOfNo::get)
                .filter(position -> position != null)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** The first position whose key is not before {@code key}; {@link #size} if all are. */
    public int firstNotBefore(FeedKey key) {
        return firstNotBefore(
                key, offers.size(), position -> offers.get(position).key());
    }

    public int outlets() {
        return outlets.size();
    }

    /** Outlets have positions of their own, by folded name, then id. */
    public Outlet outlet(int position) {
        return outlets.outlet(position);
    }

    public OutletKey outletKey(int position) {
        return outlets.key(position);
    }

    /** The first outlet position whose key is not before {@code key}; {@link #outlets} if all are. */
    public int firstOutletNotBefore(OutletKey key) {
        return firstNotBefore(key, outlets.size(), outlets::key);
    }

    private static <K extends Comparable<K>> int firstNotBefore(K key, int size, IntFunction<K> keyAt) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keyAt.apply(middle).compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
