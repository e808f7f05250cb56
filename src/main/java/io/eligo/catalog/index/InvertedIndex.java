package io.eligo.catalog.index;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Maps keys, such as a category or a live outlet, to the slots of the offers that have them. Immutable. */
public final class InvertedIndex<K extends Comparable<K>> {
    private final Function<CatalogOffer, Set<K>> keyExtractor;
    private final NavigableMap<K, PostingList> postingsByKey;

    private InvertedIndex(Function<CatalogOffer, Set<K>> keyExtractor, NavigableMap<K, PostingList> postingsByKey) {
        this.keyExtractor = keyExtractor;
        this.postingsByKey = postingsByKey;
    }

    static <K extends Comparable<K>> InvertedIndex<K> empty(Function<CatalogOffer, Set<K>> keyExtractor) {
        return new InvertedIndex<>(keyExtractor, new TreeMap<>());
    }

    private record PostingDelta(BitSet removed, BitSet added) {
        static PostingDelta of(Object key) {
            return new PostingDelta(new BitSet(), new BitSet());
        }
    }

    InvertedIndex<K> withChanges(Collection<OfferChange> changes) {
        var edits = new HashMap<K, PostingDelta>();
        for (OfferChange change : changes) {
            Set<K> before = keysOf(change.before());
            Set<K> after = keysOf(change.after());
            for (K key : before) {
                if (!after.contains(key)) {
                    edits.computeIfAbsent(key, PostingDelta::of).removed.set(change.slot());
                }
            }
            for (K key : after) {
                if (!before.contains(key)) {
                    edits.computeIfAbsent(key, PostingDelta::of).added.set(change.slot());
                }
            }
        }
        return edits.isEmpty() ? this : apply(edits);
    }

    private Set<K> keysOf(@Nullable CatalogOffer offer) {
        return offer == null ? Set.of() : keyExtractor.apply(offer);
    }

    private InvertedIndex<K> apply(Map<K, PostingDelta> edits) {
        var next = new TreeMap<>(postingsByKey);
        edits.forEach((key, edit) -> {
            PostingList postings = find(key).with(edit.removed, edit.added);
            if (postings.size() == 0) {
                next.remove(key);
            } else {
                next.put(key, postings);
            }
        });
        return new InvertedIndex<>(keyExtractor, next);
    }

    public PostingList find(K key) {
        return postingsByKey.getOrDefault(key, PostingList.EMPTY);
    }

    /** Returns the offers with any key in a range, both ends included; a null end is open. */
    PostingList findRange(@Nullable K from, @Nullable K to) {
        NavigableMap<K, PostingList> above = from == null ? postingsByKey : postingsByKey.tailMap(from, true);
        NavigableMap<K, PostingList> range = to == null ? above : above.headMap(to, true);
        var any = new BitSet();
        range.values().forEach(postings -> postings.addTo(any));
        return PostingList.of(any);
    }
}
