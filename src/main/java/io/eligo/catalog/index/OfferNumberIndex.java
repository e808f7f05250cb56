package io.eligo.catalog.index;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Maps offer numbers to slots. Immutable. One array sorted by number, with the slot in the lower half of each
 * element: every read looks up all grants of a user, and a map would access four places in memory for each.
 */
public final class OfferNumberIndex {
    public static final OfferNumberIndex EMPTY = new OfferNumberIndex(new long[0]);

    private final long[] entries;

    private OfferNumberIndex(long[] entries) {
        this.entries = entries;
    }

    public OfferNumberIndex withChanges(Collection<OfferChange> changes) {
        if (changes.stream().allMatch(OfferChange::hasSameNumber)) {
            return this;
        }
        Map<Integer, @Nullable Integer> changed = new HashMap<>();
        for (OfferChange change : changes) {
            if (change.before() != null) {
                changed.put(change.before().offer().no(), null);
            }
        }
        for (OfferChange change : changes) {
            if (change.after() != null) {
                changed.put(change.after().offer().no(), change.slot());
            }
        }
        LongStream unchanged = Arrays.stream(entries).filter(entry -> !changed.containsKey(number(entry)));
        LongStream fresh = changed.entrySet().stream()
                .filter(one -> one.getValue() != null)
                .mapToLong(one -> entry(one.getKey(), one.getValue()));
        return new OfferNumberIndex(LongStream.concat(unchanged, fresh).sorted().toArray());
    }

    /** Returns the slots of the known numbers. */
    public IntStream findSlots(int[] ascendingNumbers) {
        var slots = new int[ascendingNumbers.length];
        int found = 0;
        int from = 0;
        for (int number : ascendingNumbers) {
            int place = Arrays.binarySearch(entries, from, entries.length, entry(number, 0));
            from = place < 0 ? -place - 1 : place;
            if (from < entries.length && number(entries[from]) == number) {
                slots[found++] = (int) entries[from];
            }
        }
        return Arrays.stream(slots, 0, found);
    }

    private static long entry(int number, int slot) {
        return (long) number << Integer.SIZE | slot;
    }

    private static int number(long entry) {
        return (int) (entry >> Integer.SIZE);
    }
}
