package io.eligo.feed.paging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A page of positions of an ordered list, and whether the list has positions before and after it, regardless of the bounds of
 * the caller.
 */
public record PositionPage(List<Integer> positions, boolean hasPrevious, boolean hasNext) {
    /** The first {@code size} positions from {@code from} (inclusive) to {@code end} (exclusive). */
    public static PositionPage first(OrderedPositions list, int from, int end, int size) {
        var positions = new ArrayList<Integer>();
        int next = list.next(from);
        while (positions.size() < size && next < end) {
            positions.add(next);
            next = list.next(next + 1);
        }
        return new PositionPage(List.copyOf(positions), list.previous(from) >= 0, next < list.size());
    }

    /** The last {@code size} positions from {@code from} (inclusive) to {@code end} (exclusive). */
    public static PositionPage last(OrderedPositions list, int from, int end, int size) {
        var positions = new ArrayList<Integer>();
        int previous = list.previous(end);
        while (positions.size() < size && previous >= from) {
            positions.add(previous);
            previous = list.previous(previous);
        }
        Collections.reverse(positions);
        return new PositionPage(List.copyOf(positions), previous >= 0, list.next(end) < list.size());
    }
}
