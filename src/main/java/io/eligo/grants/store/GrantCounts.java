package io.eligo.grants.store;

/**
 * Counts of granted, revoked and unchanged grants; one grant is one user and one offer.
 *
 * @param relationsOnly users whose grants are correct and whose relations differ: the counts of grants do not show
 *     these, but the relations decide what non-customers see
 */
public record GrantCounts(long granted, long revoked, long unchanged, long relationsOnly) {
    public static final GrantCounts ZERO = new GrantCounts(0, 0, 0);

    public GrantCounts(long granted, long revoked, long unchanged) {
        this(granted, revoked, unchanged, 0);
    }

    public GrantCounts plus(GrantCounts other) {
        return new GrantCounts(
                granted + other.granted,
                revoked + other.revoked,
                unchanged + other.unchanged,
                relationsOnly + other.relationsOnly);
    }

    /** Returns these counts without the unchanged grants. */
    public GrantCounts withoutUnchanged() {
        return new GrantCounts(granted, revoked, 0, relationsOnly);
    }

    public long changed() {
        return granted + revoked + relationsOnly;
    }

    /**
     * @param before ascending
     * @param after ascending
     * @param relationsDiffer counted only where no grant differs
     */
    public static GrantCounts between(int[] before, int[] after, boolean relationsDiffer) {
        int unchanged = SortedInts.countCommon(before, after);
        boolean alone = relationsDiffer && unchanged == before.length && unchanged == after.length;
        return new GrantCounts(after.length - unchanged, before.length - unchanged, unchanged, alone ? 1 : 0);
    }
}
