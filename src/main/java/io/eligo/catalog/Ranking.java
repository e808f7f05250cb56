package io.eligo.catalog;

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
 * Things in an order, immutable. A thing's <em>position</em> is its index in that order and moves as others come and go; its
 * <em>slot</em> is a small number that it keeps from one ranking to the next, so that what is known by slots stays true.
 */
final class Ranking<K extends Comparable<K>, T> {
    private static final int NOWHERE = -1;

    private final Function<T, UUID> id;
    private final Function<T, K> key;
    private final Map<UUID, Integer> slots;
    private final List<T> things;
    private final int[] slotAt;
    private final int[] positionOf;

    private Ranking(Function<T, UUID> id, Function<T, K> key, Map<UUID, Integer> slots, List<T> things, int[] slotAt) {
        this.id = id;
        this.key = key;
        this.slots = slots;
        this.things = things;
        this.slotAt = slotAt;
        this.positionOf = new int[Arrays.stream(slotAt).max().orElse(NOWHERE) + 1];
        Arrays.fill(positionOf, NOWHERE);
        for (int position = 0; position < things.size(); position++) {
            positionOf[slotAt[position]] = position;
        }
    }

    static <K extends Comparable<K>, T> Ranking<K, T> empty(Function<T, UUID> id, Function<T, K> key) {
        return new Ranking<>(id, key, Map.of(), List.of(), new int[0]);
    }

    /**
     * This ranking with some things replaced.
     *
     * @param old may be gone or new; those that are there are {@code fresh}
     */
    Ranking<K, T> next(Set<UUID> old, Collection<T> fresh) {
        Map<UUID, Integer> nextSlots = nextSlots(old, fresh);
        var merged = new Merged(old, fresh.size());
        for (T one : fresh.stream().sorted(Comparator.comparing(key)).toList()) {
            merged.keepUntil(firstNotBefore(key.apply(one)));
            merged.add(one, nextSlots.getOrDefault(id.apply(one), NOWHERE));
        }
        merged.keepUntil(size());
        return new Ranking<>(id, key, nextSlots, merged.things, Arrays.copyOf(merged.slotAt, merged.things.size()));
    }

    private Map<UUID, Integer> nextSlots(Set<UUID> old, Collection<T> fresh) {
        Set<UUID> present = fresh.stream().map(id).collect(toSet());
        if (old.stream().allMatch(one -> present.contains(one) == slots.containsKey(one))) {
            return slots;
        }
        var next = new HashMap<>(slots);
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

    /** The things that stay, in their order, with fresh ones between them. */
    private final class Merged {
        private final BitSet gone = new BitSet();
        private final List<T> things;
        private final int[] slotAt;
        private int next;

        Merged(Set<UUID> old, int fresh) {
            this.things = new ArrayList<>(size() + fresh);
            this.slotAt = new int[size() + fresh];
            for (UUID one : old) {
                Integer slot = slots.get(one);
                if (slot != null) {
                    gone.set(positionOf[slot]);
                }
            }
        }

        void keepUntil(int end) {
            for (; next < end; next++) {
                if (!gone.get(next)) {
                    add(thing(next), slotAt(next));
                }
            }
        }

        void add(T thing, int slot) {
            slotAt[things.size()] = slot;
            things.add(thing);
        }
    }

    int size() {
        return things.size();
    }

    T thing(int position) {
        return things.get(position);
    }

    /** Null for one that is not there. */
    @Nullable
    T find(UUID one) {
        Integer slot = slots.get(one);
        return slot == null ? null : thing(positionOf[slot]);
    }

    /** The slot of one that is there. */
    int slot(UUID one) {
        Integer slot = slots.get(one);
        if (slot == null) {
            throw new IllegalStateException(String.format(Locale.ROOT, "%s is not in this ranking", one));
        }
        return slot;
    }

    int slotAt(int position) {
        return slotAt[position];
    }

    int positionOf(int slot) {
        return positionOf[slot];
    }

    /** The first position whose key is not before {@code wanted}; {@link #size} if all are. */
    int firstNotBefore(K wanted) {
        int low = 0;
        int high = things.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key.apply(things.get(middle)).compareTo(wanted) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
