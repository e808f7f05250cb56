package io.eligo.grants;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What is to be written of some users' rows, in user order, and whose copies are to go with it. */
final class Changes {
    private final List<StoredGrants> added = new ArrayList<>();
    private final List<StoredGrants> changed = new ArrayList<>();
    private final List<UUID> gone = new ArrayList<>();
    private final List<UUID> stale = new ArrayList<>();

    static Changes of(List<Decided> users) {
        var changes = new Changes();
        for (Decided user : users) {
            if (user.differs()) {
                changes.add(user);
            } else if (!user.hasRow()) {
                // Of who has no row a reader may have worked out and copied what was true in between.
                changes.stale.add(user.userId());
            }
        }
        return changes;
    }

    private void add(Decided user) {
        stale.add(user.userId());
        if (user.desired() == null) {
            gone.add(user.userId());
        } else {
            (user.hasRow() ? changed : added).add(new StoredGrants(user.userId(), user.desired()));
        }
    }

    List<StoredGrants> added() {
        return added;
    }

    List<StoredGrants> changed() {
        return changed;
    }

    List<UUID> gone() {
        return gone;
    }

    List<UUID> stale() {
        return stale;
    }
}
