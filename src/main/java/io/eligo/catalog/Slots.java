package io.eligo.catalog;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Some slots of a {@link Ranking}, immutable: a list while that is the smaller of the two, else bits. */
final class Slots {
    static final Slots NONE = of(new BitSet());

    private final int size;
    private final int[] few;
    private final @Nullable BitSet many;

    private Slots(int size, int[] few, @Nullable BitSet many) {
        this.size = size;
        this.few = few;
        this.many = many;
    }

    static Slots of(BitSet slots) {
        int size = slots.cardinality();
        return size * Integer.SIZE < slots.length()
                ? new Slots(size, slots.stream().toArray(), null)
                : new Slots(size, new int[0], (BitSet) slots.clone());
    }

    int size() {
        return size;
    }

    IntStream stream() {
        return many == null ? IntStream.of(few) : many.stream();
    }

    Slots with(BitSet gone, BitSet come) {
        var next = new BitSet();
        addTo(next);
        next.andNot(gone);
        next.or(come);
        return of(next);
    }

    void addTo(BitSet others) {
        if (many != null) {
            others.or(many);
        } else {
            for (int slot : few) {
                others.set(slot);
            }
        }
    }
}
