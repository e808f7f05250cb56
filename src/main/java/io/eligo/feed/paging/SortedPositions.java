package io.eligo.feed.paging;

import java.util.Collections;
import java.util.List;

/** All positions of a sorted list. */
public record SortedPositions(int size) implements OrderedPositions {
    @Override
    public int next(int from) {
        return Math.min(from, size);
    }

    @Override
    public int previous(int end) {
        return end - 1;
    }

    @Override
    public int count() {
        return size;
    }

    /** The first position whose key is not before {@code key}; the size of the list if there is none. */
    public static <K extends Comparable<K>> int firstNotBefore(List<K> sorted, K key) {
        int found = Collections.binarySearch(sorted, key);
        return found >= 0 ? found : -found - 1;
    }
}
