package io.eligo.customers;

import io.eligo.copy.Copy;
import io.eligo.rules.CustomerType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads of relations, index-only, each in the caller's transaction and at its isolation. */
@Component
public class Customers {
    private static final UUID LOWEST = new UUID(0, 0);

    // Some 100 rows each: enough to balance 64 ranges within a few percent.
    private static final int SAMPLED_BLOCKS = 1_000;

    private static final CustomerType[] TYPES = CustomerType.values();
    private static final byte[][] WORDS = Stream.of(TYPES)
            .map(type -> type.word().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);

    private final JdbcClient jdbc;
    private final Copy copy;

    Customers(JdbcClient jdbc, Copy copy) {
        this.jdbc = jdbc;
        this.copy = copy;
    }

    /** The relations of these users, ordered by user and merchant; users without any are absent. */
    public List<Relation> relationsOf(Collection<UUID> users) {
        return relations("user_id = ANY ('{%s}')"
                .formatted(users.stream().map(UUID::toString).collect(Collectors.joining(","))));
    }

    /** All relations of the users in the range, ordered likewise: let it be a short one. */
    public List<Relation> relationsIn(UserRange range) {
        return relations(range.sql());
    }

    /** The first relations of the users in the range, ordered likewise; at {@code limit} the last user may be cut. */
    public List<Relation> firstRelations(UserRange range, int limit) {
        return page(">=", range.from(), LOWEST, range, limit);
    }

    /** The relations that follow {@code last} up to the end of its range, in the same order. */
    public List<Relation> relationsAfter(Relation last, UserRange range, int limit) {
        return page(">", last.userId(), last.merchantId(), range, limit);
    }

    /** Those of the range who have a relation at the merchant, in order, the first {@code limit} of them. */
    public List<UUID> customersOf(UUID merchant, UserRange range, int limit) {
        var users = new ArrayList<UUID>();
        copy.rows(
                "SELECT user_id FROM customer_type WHERE merchant_id = '%s' AND %s ORDER BY user_id LIMIT %d"
                        .formatted(merchant, range.sql(), limit),
                row -> users.add(row.uuid()));
        return users;
    }

    /** How many users are what to the merchant; types that nobody has are absent. It reads all its relations. */
    public Map<CustomerType, Long> countsAt(UUID merchant) {
        var counts = new EnumMap<CustomerType, Long>(CustomerType.class);
        jdbc.sql("SELECT type, count(*) FROM customer_type WHERE merchant_id = ? GROUP BY type")
                .param(merchant)
                .query(row -> {
                    counts.put(CustomerType.parse(row.getString(1)), row.getLong(2));
                });
        return counts;
    }

    /** Ranges that together hold every possible user, with {@code size} of the merchant's customers in each but the last. */
    public List<UserRange> rangesOfCustomers(UUID merchant, int size) {
        List<UUID> bounds =
                jdbc.sql("""
                        SELECT user_id FROM (
                            SELECT user_id, row_number() OVER (ORDER BY user_id) AS n FROM customer_type WHERE merchant_id = ?
                        ) AS numbered
                        WHERE n % ? = 0 ORDER BY user_id
                        """).params(merchant, size).query(UUID.class).list();
        return UserRange.EVERYBODY.cutAt(bounds);
    }

    private List<Relation> page(String order, UUID user, UUID merchant, UserRange range, int limit) {
        return relations(
                "(user_id, merchant_id) %s ('%s', '%s') AND user_id <= '%s'"
                        .formatted(order, user, merchant, range.upTo()),
                "LIMIT " + limit);
    }

    private List<Relation> relations(String which) {
        return relations(which, "");
    }

    private List<Relation> relations(String which, String limit) {
        var relations = new ArrayList<Relation>();
        copy.rows(
                "SELECT user_id, merchant_id, type FROM customer_type WHERE %s ORDER BY user_id, merchant_id %s"
                        .formatted(which, limit),
                row -> {
                    UUID last = relations.isEmpty()
                            ? LOWEST
                            : relations.get(relations.size() - 1).userId();
                    relations.add(new Relation(row.uuid(last), row.uuid(), TYPES[row.oneOf(WORDS)]));
                });
        return relations;
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
}
