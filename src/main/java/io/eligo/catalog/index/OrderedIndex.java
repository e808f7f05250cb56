package io.eligo.catalog.index;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An ordered index, immutable. An item's <em>position</em> is its index in the order and moves as others are added
 * and removed. Its <em>slot</em> is a small number that it keeps from one version of the index to the next, so that
 * data kept by slot stays valid.
 */
public final class OrderedIndex<K extends Comparable<K>, T> {
    private static final int ABSENT = -1;

    private final Function<T, UUID> id;
    private final Function<T, K> key;
    private final Map<UUID, Integer> slotById;
    private final List<T> items;
    private final int[] slotAt;
    private final int[] positionOf;

    private OrderedIndex(
            Function<T, UUID> id, Function<T, K> key, Map<UUID, Integer> slotById, List<T> items, int[] slotAt) {
        this.id = id;
        this.key = key;
        this.slotById = slotById;
        this.items = items;
        this.slotAt = slotAt;
        this.positionOf = new int[Arrays.stream(slotAt).max().orElse(ABSENT) + 1];
        Arrays.fill(positionOf, ABSENT);
        for (int position = 0; position < items.size(); position++) {
            positionOf[slotAt[position]] = position;
        }
    }

    public static <K extends Comparable<K>, T> OrderedIndex<K, T> empty(Function<T, UUID> id, Function<T, K> key) {
        return new OrderedIndex<>(id, key, Map.of(), List.of(), new int[0]);
    }

    /**
     * Returns this index with some items replaced.
     *
     * @param old ids of changed items, which may be deleted or new
     * @param fresh the existing items of these ids
     */
    public OrderedIndex<K, T> withReplaced(Set<UUID> old, Collection<T> fresh) {
        Map<UUID, Integer> nextSlots = assignSlots(old, fresh);
        var merger = new Merger(old, fresh.size());
        for (T one : fresh.stream().sorted(Comparator.comparing(key)).toList()) {
            merger.copyUntil(lowerBound(key.apply(one)));
            merger.add(one, nextSlots.getOrDefault(id.apply(one), ABSENT));
        }
        merger.copyUntil(size());
        return new OrderedIndex<>(id, key, nextSlots, merger.items, Arrays.copyOf(merger.slotAt, merger.items.size()));
    }

    private Map<UUID, Integer> assignSlots(Set<UUID> old, Collection<T> fresh) {
        Set<UUID> present = fresh.stream().map(id).collect(toSet());
        if (old.stream().allMatch(one -> present.contains(one) == slotById.containsKey(one))) {
            return slotById;
        }
        var next = new HashMap<>(slotById);
        old.stream().filter(one -> !present.contains(one)).forEach(next::remove);
        var taken = new BitSet();
        next.values().forEach(taken::set);
        int free = 0;
        for (UUID one : present) {
            if (!next.containsKey(one)) {
                free = taken.nextClearBit(free);
                next.put(one, free++);
            }
        }
        return next;
    }

    /** Merges the unchanged items, in their order, with the fresh ones. */
    private final class Merger {
        private final BitSet removed = new BitSet();
        private final List<T> items;
        private final int[] slotAt;
        private int next;

        Merger(Set<UUID> old, int fresh) {
            this.items = new ArrayList<>(size() + fresh);
            this.slotAt = new int[size() + fresh];
            for (UUID one : old) {
                Integer slot = slotById.get(one);
                if (slot != null) {
                    removed.set(positionOf[slot]);
                }
            }
        }

        void copyUntil(int end) {
            for (; next < end; next++) {
                if (!removed.get(next)) {
                    add(get(next), slotAt(next));
                }
            }
        }

        void add(T item, int slot) {
            slotAt[items.size()] = slot;
            items.add(item);
        }
    }

    public int size() {
        return items.size();
    }

    public T get(int position) {
        return items.get(position);
    }

    /** Returns null if the index does not contain the id. */
    @Nullable
    public T find(UUID one) {
        Integer slot = slotById.get(one);
        return slot == null ? null : get(positionOf[slot]);
    }

    /**
     * Returns the slot of an item.
     *
     * @throws IllegalStateException if the index does not contain the id
     */
    public int slotOf(UUID one) {
        Integer slot = slotById.get(one);
        if (slot == null) {
            throw new IllegalStateException(String.format(Locale.ROOT, "Item %s is not in this index", one));
        }
        return slot;
    }

    int slotAt(int position) {
        return slotAt[position];
    }

    public int positionOf(int slot) {
        return positionOf[slot];
    }

    /** Returns the first position whose key is not before {@code bound}; {@link #size} if there is none. */
    public int lowerBound(K bound) {
        int low = 0;
        int high = items.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key.apply(items.get(middle)).compareTo(bound) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
