package io.eligo.offers;

/** Some of the positions of an ordered list, found one by one, so that a page costs what it shows. */
interface Ordered {
    /** The end: no position is at or behind it. */
    int size();

    /** The first position at or behind {@code from}; {@link #size} if there is none. */
    int next(int from);

    /** The last position before {@code end}; -1 if there is none. */
    int previous(int end);
}
