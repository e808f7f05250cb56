package io.eligo.grants;

import static java.util.stream.Collectors.toMap;

import io.eligo.customers.UserRange;
import io.eligo.rules.FeedKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The statements on {@code user_grants}. */
@Component
class GrantsTable {
    private final JdbcClient jdbc;

    GrantsTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<UserGrants> of(UUID user) {
        return jdbc.sql("SELECT user_id, offer_nos, relations FROM user_grants WHERE user_id = ?")
                .param(user)
                .query(GrantsTable::row)
                .optional()
                .map(StoredGrants::grants);
    }

    Map<UUID, UserGrants> of(Collection<UUID> users) {
        return jdbc
                .sql("SELECT user_id, offer_nos, relations FROM user_grants WHERE user_id = ANY (?)")
                .param(users.toArray(UUID[]::new))
                .query(GrantsTable::row)
                .list()
                .stream()
                .collect(toMap(StoredGrants::userId, StoredGrants::grants));
    }

    /** The first rows of a range, in user order. */
    List<StoredGrants> in(UserRange range, int limit) {
        return jdbc.sql("""
                        SELECT user_id, offer_nos, relations FROM user_grants
                        WHERE user_id BETWEEN ? AND ? ORDER BY user_id LIMIT ?
                        """)
                .params(range.from(), range.upTo(), limit)
                .query(GrantsTable::row)
                .list();
    }

    /**
     * Transaction-scoped locks of these users, all at once. In ascending order of a hash that every writer computes alike, so
     * that no two can deadlock; two users with one hash share a lock and nothing worse.
     */
    void lock(Collection<UUID> users) {
        long[] keys = users.stream()
                .mapToLong(GrantsTable::lockKey)
                .sorted()
                .distinct()
                .toArray();
        jdbc.sql("SELECT count(pg_advisory_xact_lock(key)) FROM unnest(?::bigint[]) AS key")
                .param(keys)
                .query(Long.class)
                .single();
    }

    /** Inserts or replaces these rows, in user order: in any other, two chunks could deadlock on them. */
    void write(Map<UUID, UserGrants> rows) {
        var sorted = new TreeMap<UUID, UserGrants>(FeedKey::compare);
        sorted.putAll(rows);
        // Arrays of arrays of different lengths cannot be unnested, so they travel end to end and are cut again.
        jdbc.sql("""
                        INSERT INTO user_grants (user_id, offer_nos, relations)
                        SELECT user_id, coalesce(o.nos[offers_to - offers + 1 : offers_to], '{}'),
                               coalesce(r.nos[relations_to - relations + 1 : relations_to], '{}')
                        FROM (SELECT user_id, offers, relations,
                                     sum(offers) OVER (ORDER BY n)::integer AS offers_to,
                                     sum(relations) OVER (ORDER BY n)::integer AS relations_to, n
                              FROM unnest(?::uuid[], ?::integer[], ?::integer[]) WITH ORDINALITY AS u(user_id, offers, relations, n)) AS cut,
                             (SELECT ?::integer[]) AS o(nos), (SELECT ?::integer[]) AS r(nos)
                        ORDER BY n
                        ON CONFLICT (user_id) DO UPDATE SET offer_nos = excluded.offer_nos, relations = excluded.relations,
                            computed_at = excluded.computed_at, computed_from = excluded.computed_from
                        """)
                .params(
                        sorted.keySet().toArray(UUID[]::new),
                        sorted.values().stream()
                                .mapToInt(grants -> grants.offerNos().length)
                                .toArray(),
                        sorted.values().stream()
                                .mapToInt(grants -> grants.relations().length)
                                .toArray(),
                        sorted.values().stream()
                                .map(UserGrants::offerNos)
                                .flatMapToInt(Arrays::stream)
                                .toArray(),
                        sorted.values().stream()
                                .map(UserGrants::relations)
                                .flatMapToInt(Arrays::stream)
                                .toArray())
                .update();
    }

    void delete(Collection<UUID> users) {
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
    private static long lockKey(UUID user) {
        long key = user.getMostSignificantBits() ^ Long.rotateLeft(user.getLeastSignificantBits(), 31);
        key = (key ^ key >>> 33) * 0xff51afd7ed558ccdL;
        key = (key ^ key >>> 33) * 0xc4ceb9fe1a85ec53L;
        return key ^ key >>> 33;
    }
}
