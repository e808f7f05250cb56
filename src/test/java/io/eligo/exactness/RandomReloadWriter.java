package io.eligo.exactness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Changes the source tables as loaders do: deletes rows and inserts them again with the same ids, in one transaction or in
 * two, by DELETE, TRUNCATE or MERGE, under the replica role with children before parents, and by upserts that draw numbers
 * without using them.
 */
final class RandomReloadWriter {
    // Other writers may conflict with a reload; the transaction is rolled back then.
    private static final Set<String> EXPECTED = Set.of("40P01", "23505", "23P01", "23503");
    private static final int NUMBERS_BURNT_AT_ONCE = 5_000;

    private static final String SAVE = """
            DROP TABLE IF EXISTS saved_merchant, saved_program, saved_tier, saved_cashback, saved_type;
            CREATE TEMP TABLE saved_merchant AS SELECT id, business_name, status, category FROM merchant WHERE id = %1$s;
            CREATE TEMP TABLE saved_program AS SELECT id, merchant_id, name, is_active FROM loyalty_program WHERE merchant_id = %1$s;
            CREATE TEMP TABLE saved_tier AS SELECT id, loyalty_program_id, name, min_customer_type, is_active, review_status
                FROM loyalty_tier WHERE loyalty_program_id IN (SELECT id FROM saved_program);
            CREATE TEMP TABLE saved_cashback AS SELECT id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget
                FROM cashback_configuration WHERE merchant_id = %1$s;
            CREATE TEMP TABLE saved_type AS SELECT user_id, merchant_id, type FROM customer_type WHERE merchant_id = %1$s;
            """;
    private static final String DELETE = """
            DELETE FROM customer_type WHERE merchant_id = %1$s;
            DELETE FROM loyalty_tier WHERE loyalty_program_id IN (SELECT id FROM loyalty_program WHERE merchant_id = %1$s);
            DELETE FROM loyalty_program WHERE merchant_id = %1$s;
            DELETE FROM cashback_configuration WHERE merchant_id = %1$s;
            DELETE FROM merchant WHERE id = %1$s;
            """;
    private static final List<String> PARENTS_FIRST = List.of(
            "INSERT INTO merchant (id, business_name, status, category) SELECT * FROM saved_merchant;",
            "INSERT INTO loyalty_program (id, merchant_id, name, is_active) SELECT * FROM saved_program;",
            "INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status) SELECT * FROM saved_tier;",
            "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget) SELECT * FROM saved_cashback;",
            "INSERT INTO customer_type (user_id, merchant_id, type) SELECT * FROM saved_type;");

    private final JdbcConnectionDetails database;
    private final Random random;
    private volatile long committed;

    RandomReloadWriter(JdbcConnectionDetails database, long seed) {
        this.database = database;
        this.random = new Random(seed);
    }

    /** The number of reloads, each in one transaction or two, that were committed completely. */
    long committed() {
        return committed;
    }

    /** @param truncateUntil after this instant no table is truncated: a TRUNCATE evicts all users and leaves no copies to compare */
    void reloadUntil(long end, long truncateUntil) {
        while (System.nanoTime() < end) {
            reload(System.nanoTime() < truncateUntil ? random.nextInt(9) : 2 + random.nextInt(7));
            pause(random.nextInt(600));
        }
    }

    private void reload(int kind) {
        try (Connection connection = DriverManager.getConnection(
                        database.getJdbcUrl(), database.getUsername(), database.getPassword());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            reload(kind, connection, statement);
            connection.commit();
            committed++;
        } catch (SQLException e) {
            if (!EXPECTED.contains(e.getSQLState())) {
                throw new IllegalStateException("reloading", e);
            }
        }
    }

    private void reload(int kind, Connection connection, Statement statement) throws SQLException {
        String merchant = RandomSqlWriter.merchant(random);
        switch (kind) {
            case 2, 3 -> statement.execute(SAVE.formatted(merchant) + DELETE.formatted(merchant) + insert(true));
            case 4 -> {
                statement.execute(SAVE.formatted(merchant) + DELETE.formatted(merchant));
                connection.commit();
                pause(random.nextInt(1_000));
                statement.execute(insert(true));
            }
            case 5 ->
                statement.execute("SET LOCAL session_replication_role = replica;" + SAVE.formatted(merchant)
                        + DELETE.formatted(merchant) + insert(false));
            case 0 -> statement.execute("""
                    DROP TABLE IF EXISTS saved_type;
                    LOCK TABLE customer_type IN ACCESS EXCLUSIVE MODE;
                    CREATE TEMP TABLE saved_type AS SELECT user_id, merchant_id, type FROM customer_type;
                    TRUNCATE customer_type;
                    """ + PARENTS_FIRST.get(4));
            case 1 -> statement.execute("""
                    DROP TABLE IF EXISTS saved_cashback;
                    LOCK TABLE cashback_configuration IN ACCESS EXCLUSIVE MODE;
                    CREATE TEMP TABLE saved_cashback AS SELECT id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget
                        FROM cashback_configuration;
                    TRUNCATE cashback_configuration CASCADE;
                    """ + PARENTS_FIRST.get(3));
            case 6, 7 -> statement.execute("""
                    MERGE INTO customer_type t
                    USING (SELECT user_id, %1$s AS merchant_id, (ARRAY['New', 'Regular', 'Vip'])[1 + %2$d %% 3] AS type
                           FROM customer_type GROUP BY user_id HAVING abs(hashtext(user_id::text || '%2$d')) %% 20 = 0) s
                    ON t.user_id = s.user_id AND t.merchant_id = s.merchant_id
                    WHEN MATCHED AND abs(hashtext(s.user_id::text)) %% 3 = 0 THEN DELETE
                    WHEN MATCHED THEN UPDATE SET type = s.type
                    WHEN NOT MATCHED THEN INSERT (user_id, merchant_id, type) VALUES (s.user_id, s.merchant_id, s.type)
                    """.formatted(merchant, random.nextInt(1 << 20)));
            // Not the merchants that are replicated: one whose deletion is applied meanwhile would be inserted again,
            // and the subscription would stop at the duplicate when it comes back.
            default -> statement.execute("""
                    INSERT INTO merchant (id, business_name, status, category)
                    SELECT m.id, m.business_name, m.status, m.category FROM merchant m WHERE m.id::text LIKE '00000000-0000-0001-%%'
                    ON CONFLICT (id) DO UPDATE SET category = excluded.category || '.';
                    SELECT nextval('merchant_no_seq'), nextval('offer_no_seq') FROM generate_series(1, %d)
                    """.formatted(NUMBERS_BURNT_AT_ONCE));
        }
    }

    private static String insert(boolean parentsFirst) {
        StringBuilder statements = new StringBuilder();
        for (String insert : PARENTS_FIRST) {
            statements.insert(parentsFirst ? statements.length() : 0, insert);
        }
        return statements.toString();
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
