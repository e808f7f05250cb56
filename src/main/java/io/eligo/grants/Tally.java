package io.eligo.grants;

import java.util.Arrays;

/** Grants, counted one a user and offer: added, taken away, and left as they were. */
public record Tally(long granted, long revoked, long unchanged) {
    public static final Tally NONE = new Tally(0, 0, 0);

    public Tally plus(Tally other) {
        return new Tally(granted + other.granted, revoked + other.revoked, unchanged + other.unchanged);
    }

    public long changed() {
        return granted + revoked;
    }

    static Tally between(int[] before, int[] after) {
        int unchanged = common(before, after);
        return new Tally(after.length - unchanged, before.length - unchanged, unchanged);
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
