package io.eligo.grants;

import java.util.List;
import java.util.UUID;

/** What was decided without locks over some users whose rows are not as they should be, to be written later if it still holds. */
public final class Kept {
    private final Changes changes;
    private final Sight from;
    private final Tally tally;

    private Kept(Changes changes, Sight from, Tally tally) {
        this.changes = changes;
        this.from = from;
        this.tally = tally;
    }

    /** @param users none of whom was being written, so that each one's row differs from what it should be */
    static Kept of(List<Compared> users) {
        List<Decided> decided = users.stream().map(Compared::decided).toList();
        return new Kept(
                Changes.of(decided),
                users.stream().map(Compared::from).reduce(Sight::older).orElseThrow(),
                decided.stream().map(Decided::tally).reduce(Tally.NONE, Tally::plus));
    }

    public int users() {
        return changes.stale().size();
    }

    public UUID lastUser() {
        return changes.stale().get(changes.stale().size() - 1);
    }

    List<UUID> userIds() {
        return changes.stale();
    }

    boolean holds(Sight now) {
        return from.decisions() == now.decisions();
    }

    Sight from() {
        return from;
    }

    Tally tally() {
        return tally;
    }

    Changes changes() {
        return changes;
    }
}
