package io.eligo.exactness;

import io.eligo.servers.TableCleaner;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Changes the source tables by plain SQL, in transactions of all lengths; some are rolled back, some are committed late. */
final class RandomSqlWriter {
    private static final int MERCHANTS = 6;
    private static final int USERS = 3_000;
    private static final List<String> TYPES =
            List.of("NonCustomer", "New", "Infrequent", "Occasional", "Regular", "Vip");
    private static final List<String> AUDIENCES =
            List.of("{New}", "{Vip}", "{New,Regular}", "{NonCustomer,New}", "{All}", "{}");

    // Deadlocks and unique violations between two writers; the loser is rolled back.
    private static final Set<String> EXPECTED = Set.of("40P01", "23505", "23P01", "23503");

    private final JdbcConnectionDetails database;
    private final Random random;
    private volatile long committed;

    RandomSqlWriter(JdbcConnectionDetails database, long seed) {
        this.database = database;
        this.random = new Random(seed);
    }

    long committed() {
        return committed;
    }

    void fill() {
        TableCleaner.empty(
                JdbcClient.create(new DriverManagerDataSource(
                        database.getJdbcUrl(),
                        String.valueOf(database.getUsername()),
                        String.valueOf(database.getPassword()))),
                "merchant, customer_type, cashback_configuration, exclusive_offer, loyalty_program, user_grants");
        inTransaction(statement -> {
            for (int i = 0; i < MERCHANTS; i++) {
                statement.execute(
                        "INSERT INTO merchant (id, business_name, status, category) VALUES (%s, 'm', 'Active', 'x')"
                                .formatted(id(1, i)));
                statement.execute(
                        "INSERT INTO loyalty_program (id, merchant_id, name, is_active) VALUES (%s, %s, 'p', true)"
                                .formatted(id(4, i), id(1, i)));
            }
            statement.execute("""
                    INSERT INTO customer_type (user_id, merchant_id, type)
                    SELECT u, m.id, 'New' FROM (SELECT ('00000000-0000-0002-0000-' || lpad(to_hex(n), 12, '0'))::uuid FROM generate_series(0, %d) n) AS us(u), merchant m
                    WHERE abs(hashtext(u::text || m.id::text)) %% 2 = 0
                    """.formatted(USERS - 1));
            for (int i = 0; i < 30; i++) {
                statement.execute(cashback());
            }
        });
    }

    void writeUntil(long end) {
        while (System.nanoTime() < end) {
            inTransaction(statement -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    statement.execute(change());
                }
                if (random.nextInt(25) == 0) {
                    statement.execute("SELECT pg_sleep(%f)".formatted(random.nextDouble() * 3));
                }
                if (random.nextInt(6) == 0) {
                    throw new RolledBack();
                }
            });
            pause();
        }
    }

    private interface SqlWork {
        void with(Statement statement) throws SQLException;
    }

    private static final class RolledBack extends RuntimeException {}

    private void inTransaction(SqlWork sqlWork) {
        try (Connection connection = DriverManager.getConnection(
                        database.getJdbcUrl(), database.getUsername(), database.getPassword());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            sqlWork.with(statement);
            connection.commit();
            committed++;
        } catch (RolledBack e) {
            // Closed without a commit.
        } catch (SQLException e) {
            if (!EXPECTED.contains(e.getSQLState())) {
                throw new IllegalStateException("writing", e);
            }
        }
    }

    private String change() {
        String merchant = id(1, random.nextInt(MERCHANTS));
        String user = id(2, random.nextInt(USERS));
        String type = TYPES.get(random.nextInt(TYPES.size()));
        // Not the relations of RandomReplicatedWriter: it may insert them again while a loader keeps them deleted, and
        // the subscription would stop at the duplicate.
        String cashback =
                "(SELECT id FROM cashback_configuration WHERE id::text NOT LIKE '00000000-%%' ORDER BY md5(id::text || '%d') LIMIT 1)"
                        .formatted(random.nextInt());
        String program = id(4, random.nextInt(MERCHANTS));
        return switch (random.nextInt(16)) {
            case 0, 1, 2 ->
                "INSERT INTO customer_type (user_id, merchant_id, type) VALUES (%s, %s, '%s') ON CONFLICT (user_id, merchant_id) DO UPDATE SET type = excluded.type"
                        .formatted(user, merchant, type);
            case 3, 4 -> "DELETE FROM customer_type WHERE user_id = %s".formatted(user);
            case 5 ->
                "UPDATE customer_type SET type = '%s' WHERE merchant_id = %s AND user_id BETWEEN %s AND %s"
                        .formatted(type, merchant, user, id(2, random.nextInt(USERS)));
            case 6 ->
                "UPDATE customer_type SET merchant_id = %1$s WHERE user_id = %2$s AND NOT EXISTS (SELECT FROM customer_type o WHERE o.user_id = %2$s AND o.merchant_id = %1$s)"
                        .formatted(merchant, user);
            case 7 -> cashback();
            case 8, 9 ->
                "UPDATE cashback_configuration SET eligible_customer_types = '%s' WHERE id = %s"
                        .formatted(audience(), cashback);
            case 10 -> "UPDATE cashback_configuration SET merchant_id = %s WHERE id = %s".formatted(merchant, cashback);
            case 11 -> "DELETE FROM cashback_configuration WHERE id = %s".formatted(cashback);
            case 12 ->
                "INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status) SELECT gen_random_uuid(), id, 't', '%s', true, 'Approved' FROM loyalty_program WHERE id = %s"
                        .formatted(type, program);
            case 13 ->
                "UPDATE loyalty_tier SET min_customer_type = '%s', is_active = %s WHERE loyalty_program_id = %s"
                        .formatted(type, random.nextBoolean(), program);
            case 14 -> "DELETE FROM loyalty_tier WHERE loyalty_program_id = %s".formatted(program);
            default ->
                "UPDATE loyalty_program SET merchant_id = NULLIF(%s, merchant_id) WHERE id = %s AND NOT EXISTS (SELECT FROM loyalty_program WHERE merchant_id = %s)"
                        .formatted(merchant, program, merchant);
        };
    }

    private String cashback() {
        return """
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                VALUES (gen_random_uuid(), %s, 'c', true, '%s', 1)
                """.formatted(id(1, random.nextInt(MERCHANTS)), audience());
    }

    private String audience() {
        return AUDIENCES.get(random.nextInt(AUDIENCES.size()));
    }

    /** A random merchant of this writer, as a literal. */
    static String merchant(Random random) {
        return id(1, random.nextInt(MERCHANTS));
    }

    /** A random user of this writer. */
    static UUID user(Random random) {
        return user(random.nextInt(USERS));
    }

    static Stream<UUID> users() {
        return IntStream.range(0, USERS).mapToObj(RandomSqlWriter::user);
    }

    private static UUID user(int number) {
        return UUID.fromString("00000000-0000-%04d-0000-%012x".formatted(2, number));
    }

    private static String id(int kind, int number) {
        return "'00000000-0000-%04d-0000-%012x'::uuid".formatted(kind, number);
    }

    private void pause() {
        try {
            Thread.sleep(random.nextInt(30));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
