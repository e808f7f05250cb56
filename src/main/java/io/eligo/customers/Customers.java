package io.eligo.customers;

import io.eligo.rules.CustomerType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads of relations, index-only, each in the caller's transaction and at its isolation. */
@Component
public class Customers {
    private static final UUID LOWEST = new UUID(0, 0);

    // Some 100 rows each: enough to balance 64 ranges within a few percent.
    private static final int SAMPLED_BLOCKS = 1_000;

    private final JdbcClient jdbc;

    Customers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The relations of these users, ordered by user and merchant; users without any are absent. */
    public List<Relation> relationsOf(Collection<UUID> users) {
        return jdbc.sql(
                        "SELECT user_id, merchant_id, type FROM customer_type WHERE user_id = ANY (?) ORDER BY user_id, merchant_id")
                .param(users.toArray(UUID[]::new))
                .query(Customers::relation)
                .list();
    }

    /** The first relations of the users in the range, ordered by user and merchant; at {@code limit} the last user may be cut. */
    public List<Relation> firstRelations(UserRange range, int limit) {
        return page("(user_id, merchant_id) >= (?, ?)", range.from(), LOWEST, range.upTo(), limit);
    }

    /** The relations that follow {@code last} up to the end of its range, in the same order. */
    public List<Relation> relationsAfter(Relation last, UserRange range, int limit) {
        return page("(user_id, merchant_id) > (?, ?)", last.userId(), last.merchantId(), range.upTo(), limit);
    }

    private List<Relation> page(String behind, UUID user, UUID merchant, UUID upTo, int limit) {
        return jdbc.sql("SELECT user_id, merchant_id, type FROM customer_type WHERE " + behind
                        + " AND user_id <= ? ORDER BY user_id, merchant_id LIMIT ?")
                .params(user, merchant, upTo, limit)
                .query(Customers::relation)
                .list();
    }

    /**
     * About {@code count} ranges that together hold every possible user, with about as many relations in each: boundaries are
     * quantiles of the table, or of a sample of its blocks where it is large. Ids need not be spread evenly over their space.
     */
    public List<UserRange> balancedRanges(int count) {
        List<UUID> bounds = jdbc.sql("""
                        SELECT DISTINCT user_id FROM (
                            SELECT user_id, tile, lead(tile) OVER (ORDER BY user_id) AS next_tile FROM (
                                SELECT user_id, ntile(?) OVER (ORDER BY user_id) AS tile
                                FROM customer_type TABLESAMPLE SYSTEM (%s) REPEATABLE (1)
                            ) AS tiled
                        ) AS ends
                        WHERE tile < next_tile
                        ORDER BY user_id
                        """.formatted(samplePercentage()))
                .param(count)
                .query(UUID.class)
                .list();
        return UserRange.EVERYBODY.cutAt(bounds);
    }

    /**
     * How many users there are about: the planner's count of relations, divided by how many each of the first users has. Its
     * own estimate of distinct users is off by more than half on a large table. 0 before the table was analysed.
     */
    public long estimatedUsers() {
        return jdbc.sql("""
                        SELECT coalesce(greatest(c.reltuples, 0) * count(DISTINCT first.user_id) / nullif(count(first.user_id), 0), 0)::bigint
                        FROM pg_class c
                        LEFT JOIN (SELECT user_id FROM customer_type ORDER BY user_id LIMIT 20000) AS first ON true
                        WHERE c.oid = 'customer_type'::regclass
                        GROUP BY c.reltuples
                        """).query(Long.class).single();
    }

    // Of blocks, not of rows: TABLESAMPLE SYSTEM reads whole blocks.
    private double samplePercentage() {
        long blocks = jdbc.sql("SELECT pg_relation_size('customer_type') / current_setting('block_size')::bigint")
                .query(Long.class)
                .single();
        return blocks <= SAMPLED_BLOCKS ? 100 : 100.0 * SAMPLED_BLOCKS / blocks;
    }

    private static Relation relation(ResultSet row, int n) throws SQLException {
        return new Relation(
                row.getObject(1, UUID.class), row.getObject(2, UUID.class), CustomerType.parse(row.getString(3)));
    }
}
