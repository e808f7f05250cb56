package io.eligo.bench;

import java.util.List;

/** The usual alternative to Eligo: targeted grants as a query, kept as a materialised view or merged into a table. */
final class MaterializedViewBench {
    /** The ids that begin with these digits are a tenth of all users (1.6 of 16). */
    private static final String TENTH_OF_USERS = "user_id < '1999999a-0000-0000-0000-000000000000'";

    private static final double MAX_SECONDS = 600;

    private final BenchDatabase database;
    private final Measurements measurements;
    private final long users;

    MaterializedViewBench(BenchDatabase database, Measurements measurements, long users) {
        this.database = database;
        this.measurements = measurements;
        this.users = users;
    }

    void run() throws Exception {
        measurements.put(users, "materialised view: CREATE", Measurements.measureSeconds(() -> create("peer", "true")));
        measurements.put(
                users, "materialised view: its unique index", Measurements.measureSeconds(() -> index("peer")));
        measurements.put(
                users,
                "materialised view: REFRESH, nothing changed",
                Measurements.measureSeconds(() -> database.execute("REFRESH MATERIALIZED VIEW peer")));
        measurements.put(users, "materialised view: MB with index", megabytes("peer"));
        timed(
                "materialised view: REFRESH CONCURRENTLY, nothing changed",
                view -> List.of("REFRESH MATERIALIZED VIEW CONCURRENTLY " + view));
        database.execute(
                "CREATE TABLE peer_table AS TABLE peer",
                "ALTER TABLE peer_table ADD PRIMARY KEY (user_id, offer_id)",
                "ANALYZE peer_table");
        double merge = Measurements.measureSeconds(() -> database.execute("""
                MERGE INTO peer_table t USING (%s) AS s ON t.user_id = s.user_id AND t.offer_id = s.offer_id
                WHEN NOT MATCHED THEN INSERT VALUES (s.user_id, s.offer_id)
                WHEN NOT MATCHED BY SOURCE THEN DELETE
                """.formatted(query("true"))));
        measurements.put(users, "table: MERGE, nothing changed", merge);
        database.execute("DROP MATERIALIZED VIEW peer", "DROP TABLE peer_table");
    }

    private interface Statements {
        List<String> on(String view);
    }

    /** Measured for a tenth of the users first; for all of them unless that would take more than ten minutes. */
    private void timed(String name, Statements statements) throws Exception {
        create("peer_tenth", TENTH_OF_USERS);
        index("peer_tenth");
        double scaled = 10
                * Measurements.measureSeconds(
                        () -> database.execute(statements.on("peer_tenth").toArray(String[]::new)));
        database.execute("DROP MATERIALIZED VIEW peer_tenth");
        measurements.put(users, name + ", a tenth of the users times 10", scaled);
        measurements.put(
                users,
                name,
                scaled > MAX_SECONDS
                        ? scaled
                        : Measurements.measureSeconds(
                                () -> database.execute(statements.on("peer").toArray(String[]::new))));
    }

    private void create(String name, String condition) {
        database.execute("CREATE MATERIALIZED VIEW " + name + " AS " + query(condition));
    }

    private void index(String name) {
        database.execute("CREATE UNIQUE INDEX " + name + "_key ON " + name + " (user_id, offer_id)");
    }

    private double megabytes(String relation) {
        return database.queryLong("SELECT pg_total_relation_size('" + relation + "')") / 1e6;
    }

    private static String query(String condition) {
        return """
                SELECT c.user_id, o.offer_id FROM customer_type c JOIN (
                    SELECT id AS offer_id, merchant_id, t.type FROM cashback_configuration, unnest(eligible_customer_types) AS t(type)
                    WHERE NOT 'All' = ANY (eligible_customer_types)
                    UNION ALL
                    SELECT id, merchant_id, t.type FROM exclusive_offer, unnest(eligible_customer_types) AS t(type)
                    WHERE merchant_id IS NOT NULL AND NOT 'All' = ANY (eligible_customer_types)
                    UNION ALL
                    SELECT p.id, p.merchant_id, l.type FROM loyalty_program p
                    JOIN LATERAL (
                        SELECT min(array_position(ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip'], min_customer_type)) AS level
                        FROM loyalty_tier t WHERE t.loyalty_program_id = p.id AND is_active AND deleted_at IS NULL AND review_status = 'Approved'
                    ) AS m ON m.level > 1
                    JOIN unnest(ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) WITH ORDINALITY AS l(type, level) ON l.level >= m.level
                    WHERE p.merchant_id IS NOT NULL
                ) AS o ON o.merchant_id = c.merchant_id AND o.type = c.type
                WHERE c.type <> 'NonCustomer' AND %s
                """.formatted(condition);
    }
}
