package io.eligo.grants;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was decided without locks over some users whose rows are not as they should be, small enough to be kept by the thousands. */
public final class Kept {
    private static final CachedGrants FORMAT = new CachedGrants();

    private final List<Row> rows;
    private final Sight from;
    private final Tally tally;

    private Kept(List<Row> rows, Sight from, Tally tally) {
        this.rows = rows;
        this.from = from;
        this.tally = tally;
    }

    /** A user's row as it should be, packed: some seventy bytes and not several hundred. Null stands for no row. */
    private record Row(UUID userId, boolean isThere, byte @Nullable [] desired) {
        static Row of(Decided user) {
            UserGrants desired = user.desired();
            return new Row(
                    user.userId(),
                    user.actual() != null,
                    desired == null ? null : FORMAT.write(new Granted(desired, Granted.Source.COMPUTED)));
        }

        void into(Changes changes) {
            changes.add(
                    userId,
                    isThere,
                    desired == null
                            ? null
                            : Objects.requireNonNull(FORMAT.read(ByteBuffer.wrap(desired)))
                                    .grants());
        }
    }

    /** @param users none of whom was being written */
    static Kept of(List<Compared> users, Tally tally) {
        return new Kept(
                users.stream().map(Compared::decided).map(Row::of).toList(),
                users.stream().map(Compared::from).reduce(Sight::older).orElseThrow(),
                tally);
    }

    public int users() {
        return rows.size();
    }

    List<UUID> userIds() {
        return rows.stream().map(Row::userId).toList();
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
        var changes = new Changes();
        rows.forEach(row -> row.into(changes));
        return changes;
    }
}
