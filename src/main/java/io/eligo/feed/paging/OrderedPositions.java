package io.eligo.feed.paging;

/** A subset of the positions of an ordered list. Positions are found one by one, so the cost of a page depends on its size. */
public interface OrderedPositions {
    /** The end of the list: every position is less. */
    int size();

    /** The first position greater than or equal to {@code from}; {@link #size} if there is none. */
    int next(int from);

    /** The last position less than {@code end}; -1 if there is none. */
    int previous(int end);

    /** The number of positions. Finds all of them. */
    default int count() {
        int count = 0;
        for (int position = next(0); position < size(); position = next(position + 1)) {
            count++;
        }
        return count;
    }
}
