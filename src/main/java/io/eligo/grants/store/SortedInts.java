package io.eligo.grants.store;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Ascending arrays of distinct numbers as sets. */
public final class SortedInts {
    /** Returns the elements of {@code some} that are not in {@code others}. */
    public static int[] subtract(int[] some, int[] others) {
        var rest = new int[some.length];
        int count = 0;
        int other = 0;
        for (int no : some) {
            while (other < others.length && others[other] < no) {
                other++;
            }
            if (other == others.length || others[other] != no) {
                rest[count++] = no;
            }
        }
        return Arrays.copyOf(rest, count);
    }

    /** Returns the elements of both, which have none in common. */
    public static int[] union(int[] some, int[] others) {
        return IntStream.concat(IntStream.of(some), IntStream.of(others))
                .sorted()
                .toArray();
    }

    static int countCommon(int[] a, int[] b) {
        if (Arrays.equals(a, b)) {
            return a.length;
        }
        int common = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            if (a[i] == b[j]) {
                common++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }

    private SortedInts() {}
}
