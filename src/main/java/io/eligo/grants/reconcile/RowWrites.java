package io.eligo.grants.reconcile;

import io.eligo.grants.store.StoredGrants;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What is to be written of some users' rows, in user order, and whose copies are to go with it. */
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
                // Of who has no row a reader may have worked out and copied what was true in between.
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
