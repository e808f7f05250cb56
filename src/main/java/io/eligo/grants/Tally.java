package io.eligo.grants;

import java.util.Arrays;

/**
 * Grants, counted one a user and offer: added, taken away, and left as they were.
 *
 * @param relations users whose relations alone were not right: their grants do not tell of it, what non-customers see does
 */
public record Tally(long granted, long revoked, long unchanged, long relations) {
    public static final Tally NONE = new Tally(0, 0, 0);

    public Tally(long granted, long revoked, long unchanged) {
        this(granted, revoked, unchanged, 0);
    }

    public Tally plus(Tally other) {
        return new Tally(
                granted + other.granted,
                revoked + other.revoked,
                unchanged + other.unchanged,
                relations + other.relations);
    }

    /** Without what is left as it was. */
    Tally changes() {
        return new Tally(granted, revoked, 0, relations);
    }

    public long changed() {
        return granted + revoked + relations;
    }

    /** @param relationsDiffer counts only where no grant differs */
    static Tally between(int[] before, int[] after, boolean relationsDiffer) {
        int unchanged = common(before, after);
        boolean alone = relationsDiffer && unchanged == before.length && unchanged == after.length;
        return new Tally(after.length - unchanged, before.length - unchanged, unchanged, alone ? 1 : 0);
    }

    // Both ascend.
    private static int common(int[] a, int[] b) {
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
}
