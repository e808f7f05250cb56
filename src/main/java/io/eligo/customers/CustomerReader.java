package io.eligo.customers;

import io.eligo.copy.PostgresCopy;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads relations with index-only scans, in the caller's transaction and at its isolation level. */
@Component
public class CustomerReader {
    // About 100 rows per block, enough to balance 64 ranges within a few percent.
    private static final int SAMPLED_BLOCKS = 1_000;

    private final JdbcClient jdbc;
    private final PostgresCopy postgresCopy;
    private final UnreadableRelations unreadable = new UnreadableRelations();

    CustomerReader(JdbcClient jdbc, PostgresCopy postgresCopy) {
        this.jdbc = jdbc;
        this.postgresCopy = postgresCopy;
    }

    /** Returns these users with their relations in user order; users without relations are absent. */
    public List<Customer> findByIds(Collection<UUID> users) {
        return readCustomers(String.format(
                Locale.ROOT,
                "customer_type WHERE user_id = ANY ('{%s}')",
                users.stream().map(UUID::toString).collect(Collectors.joining(","))));
    }

    /** Returns the first known user, as an example; empty if there is none. */
    public Optional<UUID> findFirstUser() {
        return jdbc.sql("SELECT user_id FROM customer_type ORDER BY user_id LIMIT 1")
                .query(UUID.class)
                .optional();
    }

    /** Returns the first known users in the order of their ids. Ids are random, so this is a random sample. */
    public List<UUID> findFirstUsers(int limit) {
        return jdbc.sql("SELECT DISTINCT user_id FROM customer_type ORDER BY user_id LIMIT ?")
                .param(limit)
                .query(UUID.class)
                .list();
    }

    /** Returns all customers of a range in user order, in memory: only for short ranges. */
    public List<Customer> findInRange(UserRange range) {
        return readCustomers("customer_type WHERE " + range.toSqlCondition());
    }

    /**
     * Returns the first customers of a range in user order.
     *
     * @param maxRelations maximum number of relations on the page; a single customer may exceed it
     */
    public CustomerPage findFirst(UserRange range, int maxRelations) {
        RelationsRead read = read(String.format(
                Locale.ROOT,
                "(SELECT user_id, merchant_id, type FROM customer_type WHERE %s ORDER BY user_id, merchant_id LIMIT %d) AS first",
                range.toSqlCondition(),
                maxRelations));
        List<Customer> first = read.customers();
        if (read.rows() < maxRelations) {
            return new CustomerPage(first, true);
        }
        // The last user's relations may continue after the page.
        Customer last = first.remove(first.size() - 1);
        return new CustomerPage(first.isEmpty() ? findByIds(List.of(last.userId())) : first, false);
    }

    /** Returns the first {@code limit} users of the range that have a relation at the merchant, in user order. */
    public List<UUID> findCustomerIds(UUID merchant, UserRange range, int limit) {
        var users = new ArrayList<UUID>();
        postgresCopy.readRows(
                String.format(
                        Locale.ROOT,
                        "SELECT user_id FROM customer_type WHERE merchant_id = '%s' AND %s ORDER BY user_id LIMIT %d",
                        merchant,
                        range.toSqlCondition(),
                        limit),
                row -> users.add(row.uuid()));
        return users;
    }

    /**
     * Counts the merchant's customers by type; types without customers are absent. Reads all
     * relations of the merchant.
     */
    public Map<CustomerType, Long> countByType(UUID merchant) {
        var counts = new EnumMap<CustomerType, Long>(CustomerType.class);
        jdbc.sql("SELECT type, count(*) FROM customer_type WHERE merchant_id = ? GROUP BY type")
                .param(merchant)
                .query(row -> {
                    CustomerType type = CustomerType.findSpelled(row.getString(1));
                    if (type != null) {
                        counts.put(type, row.getLong(2));
                    }
                });
        return counts;
    }

    /**
     * Returns ranges that together contain every possible user, with {@code size} customers of the merchant in each
     * but the last.
     */
    public List<UserRange> splitByCustomerCount(UUID merchant, int size) {
        List<UUID> bounds =
                jdbc.sql("""
                        SELECT user_id FROM (
                            SELECT user_id, row_number() OVER (ORDER BY user_id) AS n FROM customer_type WHERE merchant_id = ?
                        ) AS numbered
                        WHERE n % ? = 0 ORDER BY user_id
                        """).params(merchant, size).query(UUID.class).list();
        return UserRange.ALL_USERS.splitAt(bounds);
    }

    /** @param rows the number of relations read, including unreadable ones */
    private record RelationsRead(List<Customer> customers, int rows) {}

    private List<Customer> readCustomers(String source) {
        return read(source).customers();
    }

    // Sends one row per user, because a row per relation costs half as much again. Both aggregates take the rows in
    // the same order, whichever that is, so their values correspond.
    private RelationsRead read(String source) {
        var customers = new ArrayList<Customer>();
        var odd = new HashSet<UUID>();
        int[] rows = {0};
        postgresCopy.readRows(String.format(Locale.ROOT, """
                SELECT user_id, string_agg(uuid_send(merchant_id), ''), coalesce(string_agg(customer_level(type), ''), '')
                FROM %s GROUP BY user_id ORDER BY user_id
                """, source), row -> {
            UUID user = row.uuid();
            UUID[] merchants = row.packedUuids();
            List<CustomerRelation> relations = parseRelations(merchants, row.text());
            if (relations.size() < merchants.length) {
                odd.add(user);
            }
            customers.add(new Customer(user, relations));
            rows[0] += merchants.length;
        });
        if (!odd.isEmpty()) {
            Map<UUID, List<CustomerRelation>> exact = readReadableRelations(odd);
            customers.replaceAll(customer ->
                    new Customer(customer.userId(), exact.getOrDefault(customer.userId(), customer.relations())));
        }
        return new RelationsRead(customers, rows[0]);
    }

    /** Returns fewer relations than merchants if a type is no customer type: it has no level then. */
    private static List<CustomerRelation> parseRelations(UUID[] merchants, String levels) {
        if (levels.length() < merchants.length) {
            return List.of();
        }
        var relations = new CustomerRelation[merchants.length];
        for (int i = 0; i < merchants.length; i++) {
            relations[i] = new CustomerRelation(merchants[i], CustomerType.ofLevel(levels.charAt(i) - '0'));
        }
        return Arrays.asList(relations);
    }

    /** Reads the readable relations of users that also have an unreadable one. */
    private Map<UUID, List<CustomerRelation>> readReadableRelations(Set<UUID> users) {
        var all = new HashMap<UUID, List<CustomerRelation>>();
        users.forEach(user -> all.put(user, new ArrayList<>()));
        jdbc.sql("SELECT user_id, merchant_id, type FROM customer_type WHERE user_id = ANY (?)")
                .param(users.toArray(UUID[]::new))
                .query(row -> {
                    UUID user = row.getObject(1, UUID.class);
                    UUID merchant = row.getObject(2, UUID.class);
                    CustomerType type = CustomerType.findSpelled(row.getString(3));
                    if (type == null) {
                        unreadable.logOnce(user, merchant, row.getString(3));
                    } else {
                        all.getOrDefault(user, new ArrayList<>()).add(new CustomerRelation(merchant, type));
                    }
                });
        return all;
    }

    /**
     * Returns about {@code count} ranges that together contain every possible user, with about the same number of
     * relations in each. Bounds are quantiles of the table, or of a sample of its blocks where it is large, so ids
     * need not be spread evenly. A bound is not a user's id but a value between two ids, so that stored ranges do not
     * contain the id of a user that may be erased.
     */
    public List<UserRange> balancedRanges(int count) {
        List<UUID> bounds = jdbc.sql(String.format(Locale.ROOT, """
                        SELECT ends.user_id, following.user_id FROM (
                            SELECT DISTINCT user_id FROM (
                                SELECT user_id, tile, lead(tile) OVER (ORDER BY user_id) AS next_tile FROM (
                                    SELECT user_id, ntile(?) OVER (ORDER BY user_id) AS tile
                                    FROM customer_type TABLESAMPLE SYSTEM (%s) REPEATABLE (1)
                                ) AS tiled
                            ) AS pairs
                            WHERE tile < next_tile
                        ) AS ends
                        CROSS JOIN LATERAL (SELECT c.user_id FROM customer_type c WHERE c.user_id > ends.user_id ORDER BY c.user_id LIMIT 1) AS following
                        ORDER BY ends.user_id
                        """, samplePercentage()))
                .param(count)
                .query((row, n) ->
                        UserRange.separatorBetween(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
        return UserRange.ALL_USERS.splitAt(bounds);
    }

    /**
     * Estimates the number of users: the planner's estimate of relations divided by the relations per user among the
     * first users. The planner's own estimate of distinct users is wrong by more than half on a large table. Returns
     * 0 before the table was analysed.
     */
    public long estimateUserCount() {
        return jdbc.sql("""
                        SELECT coalesce(greatest(c.reltuples, 0) * count(DISTINCT first.user_id) / nullif(count(first.user_id), 0), 0)::bigint
                        FROM pg_class c
                        LEFT JOIN (SELECT user_id FROM customer_type ORDER BY user_id LIMIT 20000) AS first ON true
                        WHERE c.oid = 'customer_type'::regclass
                        GROUP BY c.reltuples
                        """).query(Long.class).single();
    }

    // A share of blocks, not of rows, because TABLESAMPLE SYSTEM reads whole blocks.
    private double samplePercentage() {
        long blocks = jdbc.sql("SELECT pg_relation_size('customer_type') / current_setting('block_size')::bigint")
                .query(Long.class)
                .single();
        return blocks <= SAMPLED_BLOCKS ? 100 : 100.0 * SAMPLED_BLOCKS / blocks;
    }
}
