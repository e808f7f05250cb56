package io.eligo.grants.reconcile;

import io.eligo.grants.store.StoredGrants;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Rows to insert, update and delete for some users, in user order, and the users whose cached grants are evicted
 * with them.
 */
public final class RowWrites {
    private final List<StoredGrants> inserts = new ArrayList<>();
    private final List<StoredGrants> updates = new ArrayList<>();
    private final List<UUID> deletes = new ArrayList<>();
    private final List<UUID> evictions = new ArrayList<>();

    public static RowWrites of(List<RowDiff> users) {
        var rowWrites = new RowWrites();
        for (RowDiff user : users) {
            if (user.differs()) {
                rowWrites.add(user);
            } else if (!user.hasRow()) {
                // A reader may have computed and cached an intermediate state for a user without a row.
                rowWrites.evictions.add(user.userId());
            }
        }
        return rowWrites;
    }

    private void add(RowDiff user) {
        evictions.add(user.userId());
        if (user.desired() == null) {
            deletes.add(user.userId());
        } else {
            (user.hasRow() ? updates : inserts).add(new StoredGrants(user.userId(), user.desired()));
        }
    }

    public List<StoredGrants> inserts() {
        return inserts;
    }

    public List<StoredGrants> updates() {
        return updates;
    }

    public List<UUID> deletes() {
        return deletes;
    }

    public List<UUID> evictions() {
        return evictions;
    }
}
