package io.eligo.grants;

import static java.util.stream.Collectors.joining;

import io.eligo.copy.Copy;
import io.eligo.customers.UserRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The statements on {@code user_grants}. */
@Component
class GrantsTable {
    private final JdbcClient jdbc;
    private final Copy copy;

    GrantsTable(JdbcClient jdbc, Copy copy) {
        this.jdbc = jdbc;
        this.copy = copy;
    }

    Optional<UserGrants> of(UUID user) {
        return jdbc.sql("SELECT user_id, offer_nos, relations FROM user_grants WHERE user_id = ?")
                .param(user)
                .query(GrantsTable::row)
                .optional()
                .map(StoredGrants::grants);
    }

    /** The rows of these users, in user order. */
    List<StoredGrants> of(Collection<UUID> users) {
        return rows("user_id = ANY ('{%s}') ORDER BY user_id"
                .formatted(users.stream().map(UUID::toString).collect(joining(","))));
    }

    /** The rows of a range, in user order: let it be a short one. */
    List<StoredGrants> in(UserRange range) {
        return rows(range.sql() + " ORDER BY user_id");
    }

    /** The first rows of a range, in user order. */
    List<StoredGrants> in(UserRange range, int limit) {
        return rows(range.sql() + " ORDER BY user_id LIMIT " + limit);
    }

    /** By the key: before the first rebuild has been analysed, the planner would rather look through the whole table. */
    boolean anyIn(UserRange range) {
        return jdbc.sql("SELECT user_id FROM user_grants WHERE user_id BETWEEN ? AND ? ORDER BY user_id LIMIT 1")
                .params(range.from(), range.upTo())
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    /** Whether most of the rows in the range must be those of {@code users} users in it, and most of these have one. */
    boolean holdsHardlyMoreThan(UserRange range, int users) {
        int rows = jdbc.sql(
                        "SELECT count(*) FROM (SELECT FROM user_grants WHERE user_id BETWEEN ? AND ? LIMIT ?) AS found")
                .params(range.from(), range.upTo(), 2 * users)
                .query(Integer.class)
                .single();
        return rows < 1.5 * users && rows > 0.8 * users;
    }

    private List<StoredGrants> rows(String which) {
        var rows = new ArrayList<StoredGrants>();
        copy.rows(
                "SELECT user_id, offer_nos, relations FROM user_grants WHERE " + which,
                row -> rows.add(new StoredGrants(row.uuid(), new UserGrants(row.ints(), row.ints()))));
        return rows;
    }

    /**
     * Transaction-scoped locks of these users, all at once. In ascending order of a hash that every writer computes alike, so
     * that no two can deadlock; two users with one hash share a lock and nothing worse.
     *
     * @return from which state the rows that are decided now can be said to be computed
     */
    Origin lock(Collection<UUID> users) {
        return lock(users, "on");
    }

    /**
     * The same for a transaction that writes what follows from the sources. It does not wait for the disk: should PostgreSQL
     * crash, its grants are lost together with the mark or the event that says that they are done.
     */
    Origin lockToDerive(Collection<UUID> users) {
        return lock(users, "off");
    }

    private Origin lock(Collection<UUID> users, String synchronousCommit) {
        long[] keys = users.stream()
                .mapToLong(GrantsTable::lockKey)
                .sorted()
                .distinct()
                .toArray();
        return jdbc.sql("""
                        SELECT count(pg_advisory_xact_lock(key)), clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                        FROM unnest(?::bigint[]) AS key, (SELECT set_config('synchronous_commit', ?, true)) AS durable
                        """)
                .params(keys, synchronousCommit)
                .query((row, n) ->
                        new Origin(row.getObject(2, OffsetDateTime.class).toInstant(), row.getLong(3)))
                .single();
    }

    interface Customer {
        void is(UUID user, boolean right);
    }

    /**
     * The first customers of the range in order, each with whether the row has those of the offers that it should, and no other of
     * them. It joins the relations of another room: asked for apart, they would be the larger part of the cost.
     *
     * @param levels at which levels each of the offers belongs into a row, as one bit a level
     * @return how many there were
     */
    int customers(
            UUID merchant, UserRange range, List<Integer> offerNos, List<Integer> levels, int limit, Customer each) {
        var count = new int[1];
        copy.rows("""
                        SELECT c.user_id, coalesce((
                            SELECT bool_and((o.no = ANY (g.offer_nos)) = (o.levels >> c.level & 1 = 1))
                            FROM unnest('{%s}'::integer[], '{%s}'::integer[]) AS o(no, levels)), false)::integer
                        FROM (SELECT user_id, array_position('{NonCustomer,New,Infrequent,Occasional,Regular,Vip}'::text[], type) - 1 AS level
                              FROM customer_type WHERE merchant_id = '%s' AND %s ORDER BY user_id LIMIT %d) AS c
                        LEFT JOIN user_grants g USING (user_id) ORDER BY user_id
                        """.formatted(joined(offerNos), joined(levels), merchant, range.sql(), limit), row -> {
            each.is(row.uuid(), row.int32() == 1);
            count[0]++;
        });
        return count[0];
    }

    private static String joined(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(joining(","));
    }

    /** The keys of all users who are locked now, by whomever. */
    List<Long> lockedKeys() {
        return jdbc.sql("""
                        SELECT classid::bigint << 32 | objid::bigint FROM pg_locks
                        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """).query(Long.class).list();
    }

    /** {@code from}: every transaction below this one is accounted for. */
    record Origin(Instant at, long from) {}

    /** Adds the rows of users who have none; in user order the key grows at one place. */
    void add(List<StoredGrants> rows, Origin origin) {
        if (rows.isEmpty()) {
            return;
        }
        copy.binaryInto("user_grants (user_id, offer_nos, relations, computed_at, computed_from)", target -> {
            for (StoredGrants row : rows) {
                target.row(5)
                        .uuid(row.userId())
                        .ints(row.grants().offerNos())
                        .ints(row.grants().relations())
                        .instant(origin.at())
                        .int64(origin.from());
            }
        });
    }

    /** Replaces the rows of users who have one. */
    void replace(List<StoredGrants> rows, Origin origin) {
        if (rows.isEmpty()) {
            return;
        }
        // Arrays of arrays of different lengths cannot be unnested, so they travel end to end and are cut again.
        jdbc.sql("""
                        UPDATE user_grants g SET offer_nos = coalesce(o.nos[offers_to - offers + 1 : offers_to], '{}'),
                            relations = coalesce(r.nos[relations_to - n.relations + 1 : relations_to], '{}'),
                            computed_at = ?, computed_from = ?::text::xid8
                        FROM (SELECT user_id, offers, relations, sum(offers) OVER (ORDER BY n)::integer AS offers_to,
                                     sum(relations) OVER (ORDER BY n)::integer AS relations_to
                              FROM unnest(?::uuid[], ?::integer[], ?::integer[]) WITH ORDINALITY AS u(user_id, offers, relations, n)
                             ) AS n, (SELECT ?::integer[]) AS o(nos), (SELECT ?::integer[]) AS r(nos)
                        WHERE g.user_id = n.user_id
                        """)
                .params(
                        origin.at().atOffset(ZoneOffset.UTC),
                        origin.from(),
                        rows.stream().map(StoredGrants::userId).toArray(UUID[]::new),
                        lengths(rows, UserGrants::offerNos),
                        lengths(rows, UserGrants::relations),
                        endToEnd(rows, UserGrants::offerNos),
                        endToEnd(rows, UserGrants::relations))
                .update();
    }

    private static int[] lengths(List<StoredGrants> rows, Function<UserGrants, int[]> column) {
        return rows.stream().mapToInt(row -> column.apply(row.grants()).length).toArray();
    }

    private static int[] endToEnd(List<StoredGrants> rows, Function<UserGrants, int[]> column) {
        return rows.stream()
                .map(row -> column.apply(row.grants()))
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    void analyze() {
        jdbc.sql("ANALYZE user_grants").update();
    }

    void delete(Collection<UUID> users) {
        if (users.isEmpty()) {
            return;
        }
        jdbc.sql("DELETE FROM user_grants WHERE user_id = ANY (?)")
                .param(users.toArray(UUID[]::new))
                .update();
    }

    private static StoredGrants row(ResultSet row, int n) throws SQLException {
        return new StoredGrants(row.getObject(1, UUID.class), new UserGrants(ints(row, 2), ints(row, 3)));
    }

    private static int[] ints(ResultSet row, int column) throws SQLException {
        return Stream.of((Integer[]) row.getArray(column).getArray())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    // The finaliser of MurmurHash3: random and time-ordered ids spread alike.
    static long lockKey(UUID user) {
        long key = user.getMostSignificantBits() ^ Long.rotateLeft(user.getLeastSignificantBits(), 31);
        key = (key ^ key >>> 33) * 0xff51afd7ed558ccdL;
        key = (key ^ key >>> 33) * 0xc4ceb9fe1a85ec53L;
        return key ^ key >>> 33;
    }
}
