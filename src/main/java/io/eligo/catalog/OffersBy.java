package io.eligo.catalog;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which offers have which key, such as a category or a live outlet; as slots, immutable. */
final class OffersBy<K extends Comparable<K>> {
    private final Function<CatalogOffer, Set<K>> keys;
    private final NavigableMap<K, Slots> offers;

    private OffersBy(Function<CatalogOffer, Set<K>> keys, NavigableMap<K, Slots> offers) {
        this.keys = keys;
        this.offers = offers;
    }

    static <K extends Comparable<K>> OffersBy<K> none(Function<CatalogOffer, Set<K>> keys) {
        return new OffersBy<>(keys, new TreeMap<>());
    }

    private record Edit(BitSet gone, BitSet come) {
        static Edit of(Object key) {
            return new Edit(new BitSet(), new BitSet());
        }
    }

    OffersBy<K> next(Collection<OfferChange> changes) {
        var edits = new HashMap<K, Edit>();
        for (OfferChange change : changes) {
            Set<K> before = keysOf(change.before());
            Set<K> after = keysOf(change.after());
            for (K key : before) {
                if (!after.contains(key)) {
                    edits.computeIfAbsent(key, Edit::of).gone.set(change.slot());
                }
            }
            for (K key : after) {
                if (!before.contains(key)) {
                    edits.computeIfAbsent(key, Edit::of).come.set(change.slot());
                }
            }
        }
        return edits.isEmpty() ? this : with(edits);
    }

    private Set<K> keysOf(@Nullable CatalogOffer offer) {
        return offer == null ? Set.of() : keys.apply(offer);
    }

    private OffersBy<K> with(Map<K, Edit> edits) {
        var next = new TreeMap<>(offers);
        edits.forEach((key, edit) -> {
            Slots slots = at(key).with(edit.gone, edit.come);
            if (slots.size() == 0) {
                next.remove(key);
            } else {
                next.put(key, slots);
            }
        });
        return new OffersBy<>(keys, next);
    }

    Slots at(K key) {
        return offers.getOrDefault(key, Slots.NONE);
    }

    /** Those with any key in a range, both ends included; a missing end is open. */
    Slots between(@Nullable K from, @Nullable K to) {
        NavigableMap<K, Slots> above = from == null ? offers : offers.tailMap(from, true);
        NavigableMap<K, Slots> range = to == null ? above : above.headMap(to, true);
        var any = new BitSet();
        range.values().forEach(slots -> slots.addTo(any));
        return Slots.of(any);
    }
}
