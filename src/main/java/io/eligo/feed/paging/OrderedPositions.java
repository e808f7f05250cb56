package io.eligo.feed.paging;

/** Some of the positions of an ordered list, found one by one, so that a page costs what it shows. */
public interface OrderedPositions {
    /** The end: no position is at or behind it. */
    int size();

    /** The first position at or behind {@code from}; {@link #size} if there is none. */
    int next(int from);

    /** The last position before {@code end}; -1 if there is none. */
    int previous(int end);

    /** How many positions there are: finds all. */
    default int count() {
        int count = 0;
        for (int position = next(0); position < size(); position = next(position + 1)) {
            count++;
        }
        return count;
    }
}
