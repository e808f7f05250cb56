package io.eligo.catalog.index;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A set of slots of an {@link OrderedIndex}, immutable: a sorted array while that is smaller than a bit set, else a
 * bit set.
 */
public final class PostingList {
    static final PostingList EMPTY = of(new BitSet());

    private final int size;
    private final int[] sparse;
    private final @Nullable BitSet dense;

    private PostingList(int size, int[] sparse, @Nullable BitSet dense) {
        this.size = size;
        this.sparse = sparse;
        this.dense = dense;
    }

    static PostingList of(BitSet slots) {
        int size = slots.cardinality();
        return size * Integer.SIZE < slots.length()
                ? new PostingList(size, slots.stream().toArray(), null)
                : new PostingList(size, new int[0], (BitSet) slots.clone());
    }

    int size() {
        return size;
    }

    public IntStream stream() {
        return dense == null ? IntStream.of(sparse) : dense.stream();
    }

    PostingList with(BitSet removed, BitSet added) {
        var next = new BitSet();
        addTo(next);
        next.andNot(removed);
        next.or(added);
        return of(next);
    }

    void addTo(BitSet slots) {
        if (dense != null) {
            slots.or(dense);
        } else {
            for (int slot : sparse) {
                slots.set(slot);
            }
        }
    }
}
