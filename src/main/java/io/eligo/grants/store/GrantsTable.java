package io.eligo.grants.store;

import static java.util.stream.Collectors.joining;

import io.eligo.copy.PostgresCopy;
import io.eligo.customers.UserRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Statements on the table {@code user_grants}. */
@Component
public class GrantsTable {
    private final JdbcClient jdbc;
    private final PostgresCopy postgresCopy;

    GrantsTable(JdbcClient jdbc, PostgresCopy postgresCopy) {
        this.jdbc = jdbc;
        this.postgresCopy = postgresCopy;
    }

    public Optional<UserGrants> find(UUID user) {
        return jdbc.sql("SELECT user_id, offer_nos, relations FROM user_grants WHERE user_id = ?")
                .param(user)
                .query(GrantsTable::mapRow)
                .optional()
                .map(StoredGrants::grants);
    }

    /** A row, and whether it was written since a snapshot or an instant. */
    public record DatedGrants(UserGrants grants, boolean writtenSince) {}

    /**
     * Returns the row of a user, if there is one. {@code writtenSince} is true if the transaction of its last write is not visible in
     * {@code snapshot}, or has committed at or after {@code since}; where PostgreSQL does not track commits, the time at which the
     * row was computed counts.
     */
    public Optional<DatedGrants> findDated(UUID user, String snapshot, Instant since) {
        return jdbc.sql("""
                        SELECT user_id, offer_nos, relations,
                            NOT pg_visible_in_snapshot(full_transaction_id(xmin, pg_snapshot_xmax(pg_current_snapshot())), :snapshot::pg_snapshot)
                            OR coalesce(CASE WHEN current_setting('track_commit_timestamp')::boolean THEN pg_xact_commit_timestamp(xmin) END,
                                computed_at) >= :since AS written_since
                        FROM user_grants WHERE user_id = :user
                        """)
                .param("snapshot", snapshot)
                .param("since", since.atOffset(ZoneOffset.UTC))
                .param("user", user)
                .query((row, n) -> new DatedGrants(mapRow(row, n).grants(), row.getBoolean("written_since")))
                .optional();
    }

    /** Returns the rows of these users in user order; users without a row are absent. */
    public List<StoredGrants> find(Collection<UUID> users) {
        return readRows(userCondition(users) + " ORDER BY user_id");
    }

    /** Returns all rows of a range in user order, in memory: only for short ranges. */
    public List<StoredGrants> findInRange(UserRange range) {
        return readRows(range.toSqlCondition() + " ORDER BY user_id");
    }

    /** Returns the first rows of a range in user order. */
    public List<StoredGrants> findFirst(UserRange range, int limit) {
        return readRows(String.format(Locale.ROOT, "%s ORDER BY user_id LIMIT %d", range.toSqlCondition(), limit));
    }

    /** Returns the fingerprints of the first rows of a range in user order. */
    public List<RowFingerprint> findFingerprints(UserRange range, int limit) {
        var rows = new ArrayList<RowFingerprint>();
        postgresCopy.readRows(
                String.format(
                        Locale.ROOT,
                        "SELECT user_id, %s FROM user_grants WHERE %s ORDER BY user_id LIMIT %d",
                        RowFingerprint.SQL,
                        range.toSqlCondition(),
                        limit),
                row -> rows.add(new RowFingerprint(row.uuid(), row.int64())));
        return rows;
    }

    /** Returns the offer numbers in the rows of these users; users without a row are absent. */
    public Map<UUID, int[]> findOffers(Collection<UUID> users) {
        return readOffers(userCondition(users));
    }

    /** Returns the offer numbers in all rows of a range, in memory: only for short ranges. */
    public Map<UUID, int[]> findOffersInRange(UserRange range) {
        return readOffers(range.toSqlCondition());
    }

    // Leaves out the relations, because reading them costs as much again.
    private Map<UUID, int[]> readOffers(String condition) {
        var offers = new HashMap<UUID, int[]>();
        postgresCopy.readRows(
                "SELECT user_id, offer_nos FROM user_grants WHERE " + condition,
                row -> offers.put(row.uuid(), row.ints()));
        return offers;
    }

    private static String userCondition(Collection<UUID> users) {
        return String.format(
                Locale.ROOT,
                "user_id = ANY ('{%s}')",
                users.stream().map(UUID::toString).collect(joining(",")));
    }

    /**
     * Returns whether most rows of the range belong to the {@code users} users in it and most of these have a row.
     */
    public boolean isDense(UserRange range, int users) {
        int rows = jdbc.sql(
                        "SELECT count(*) FROM (SELECT FROM user_grants WHERE user_id BETWEEN ? AND ? LIMIT ?) AS found")
                .params(range.from(), range.upTo(), 2 * users)
                .query(Integer.class)
                .single();
        return rows < 1.5 * users && rows > 0.8 * users;
    }

    private List<StoredGrants> readRows(String condition) {
        var rows = new ArrayList<StoredGrants>();
        postgresCopy.readRows(
                "SELECT user_id, offer_nos, relations FROM user_grants WHERE " + condition,
                row -> rows.add(new StoredGrants(row.uuid(), new UserGrants(row.ints(), row.ints()))));
        return rows;
    }

    /** Inserts the rows of users who have none. In user order, so that the primary key's index grows at one place. */
    public void insert(List<StoredGrants> rows, SourceSnapshot sourceSnapshot) {
        if (rows.isEmpty()) {
            return;
        }
        postgresCopy.writeBinary("user_grants (user_id, offer_nos, relations, computed_at, computed_from)", target -> {
            for (StoredGrants row : rows) {
                target.startRow(5)
                        .uuid(row.userId())
                        .ints(row.grants().offerNos())
                        .ints(row.grants().relations())
                        .instant(sourceSnapshot.takenAt())
                        .int64(sourceSnapshot.xmin());
            }
        });
    }

    /** Replaces the rows of users who have one. */
    public void update(List<StoredGrants> rows, SourceSnapshot sourceSnapshot) {
        if (rows.isEmpty()) {
            return;
        }
        var offers = ConcatenatedArrays.of(rows, UserGrants::offerNos);
        var relations = ConcatenatedArrays.of(rows, UserGrants::relations);
        jdbc.sql("""
                        UPDATE user_grants g SET offer_nos = o.nos[n.offers_from : n.offers_upto], relations = r.nos[n.relations_from : n.relations_upto],
                            computed_at = ?, computed_from = ?::text::xid8
                        FROM unnest(?::uuid[], ?::integer[], ?::integer[], ?::integer[], ?::integer[])
                                AS n(user_id, offers_from, offers_upto, relations_from, relations_upto),
                            (SELECT ?::integer[]) AS o(nos), (SELECT ?::integer[]) AS r(nos)
                        WHERE g.user_id = n.user_id
                        """)
                .params(
                        sourceSnapshot.takenAt().atOffset(ZoneOffset.UTC),
                        sourceSnapshot.xmin(),
                        rows.stream().map(StoredGrants::userId).toArray(UUID[]::new),
                        offers.from(),
                        offers.upTo(),
                        relations.from(),
                        relations.upTo(),
                        offers.all(),
                        relations.all())
                .update();
    }

    /**
     * Arrays joined end to end, with the bounds of each, counted from 1. PostgreSQL cannot unnest arrays of arrays of
     * different lengths, so the statement cuts them apart again.
     */
    private record ConcatenatedArrays(int[] all, int[] from, int[] upTo) {
        static ConcatenatedArrays of(List<StoredGrants> rows, Function<UserGrants, int[]> column) {
            int[][] each = rows.stream().map(row -> column.apply(row.grants())).toArray(int[][]::new);
            var from = new int[each.length];
            var upTo = new int[each.length];
            var all = new int[Stream.of(each).mapToInt(nos -> nos.length).sum()];
            int filled = 0;
            for (int i = 0; i < each.length; i++) {
                System.arraycopy(each[i], 0, all, filled, each[i].length);
                from[i] = filled + 1;
                filled += each[i].length;
                upTo[i] = filled;
            }
            return new ConcatenatedArrays(all, from, upTo);
        }
    }

    /** Counts those of these users that have a row. */
    public long countStored(Collection<UUID> users) {
        return jdbc.sql("SELECT count(*) FROM user_grants WHERE user_id = ANY (?)")
                .param(users.toArray(UUID[]::new))
                .query(Long.class)
                .single();
    }

    /**
     * Counts grants by merchant number, for these merchants. It joins a table of the catalogue, because
     * {@code user_grants} does not know an offer's merchant.
     */
    public Map<Integer, Long> countByMerchant(Collection<Integer> merchantNos) {
        var counts = new HashMap<Integer, Long>();
        jdbc.sql("""
                        SELECT o.merchant_no, count(*)
                        FROM user_grants g CROSS JOIN LATERAL unnest(g.offer_nos) AS no JOIN offer o ON o.offer_no = no
                        WHERE o.merchant_no = ANY (?)
                        GROUP BY 1
                        """).param(merchantNos.toArray(Integer[]::new)).query(row -> {
            counts.put(row.getInt(1), row.getLong(2));
        });
        return counts;
    }

    public void analyze() {
        jdbc.sql("ANALYZE user_grants").update();
    }

    public void delete(Collection<UUID> users) {
        if (users.isEmpty()) {
            return;
        }
        jdbc.sql("DELETE FROM user_grants WHERE user_id = ANY (?)")
                .param(users.toArray(UUID[]::new))
                .update();
    }

    private static StoredGrants mapRow(ResultSet row, int n) throws SQLException {
        return new StoredGrants(row.getObject(1, UUID.class), new UserGrants(ints(row, 2), ints(row, 3)));
    }

    private static int[] ints(ResultSet row, int column) throws SQLException {
        return Stream.of((Integer[]) row.getArray(column).getArray())
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
