package io.eligo.grants.reconcile;

import io.eligo.grants.store.GrantCounts;
import java.util.List;
import java.util.UUID;

/**
 * Writes for some users whose rows differ, decided without locks and kept to be written later while their
 * {@link ReadVersion} is current.
 */
public final class PendingWrites {
    private final RowWrites rowWrites;
    private final ReadVersion readVersion;
    private final GrantCounts grantCounts;

    private PendingWrites(RowWrites rowWrites, ReadVersion readVersion, GrantCounts grantCounts) {
        this.rowWrites = rowWrites;
        this.readVersion = readVersion;
        this.grantCounts = grantCounts;
    }

    /**
     * @param users users whose locks no other transaction held, so that the row of each differs from the desired one
     */
    static PendingWrites of(List<UnlockedDiff> users) {
        List<RowDiff> rowDiffs = users.stream().map(UnlockedDiff::rowDiff).toList();
        return new PendingWrites(
                RowWrites.of(rowDiffs),
                users.stream()
                        .map(UnlockedDiff::readVersion)
                        .reduce(ReadVersion::olderOf)
                        .orElseThrow(),
                RowDiff.sumCounts(rowDiffs));
    }

    public int userCount() {
        return rowWrites.evictions().size();
    }

    public UUID lastUser() {
        return rowWrites.evictions().get(rowWrites.evictions().size() - 1);
    }

    public List<UUID> userIds() {
        return rowWrites.evictions();
    }

    public boolean isCurrent(ReadVersion now) {
        return readVersion.version() == now.version();
    }

    public ReadVersion readVersion() {
        return readVersion;
    }

    public GrantCounts grantCounts() {
        return grantCounts;
    }

    public RowWrites rowWrites() {
        return rowWrites;
    }
}
