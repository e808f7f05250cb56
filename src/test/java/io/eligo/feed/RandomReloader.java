package io.eligo.feed;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Deletes rows and inserts them again with their ids, in the ways that loaders do. */
final class RandomReloader {
    // Parent tables first.
    private static final List<String> TABLES = List.of(
            "merchant",
            "outlet",
            "payment_point",
            "cashback_configuration",
            "exclusive_offer",
            "loyalty_program",
            "cashback_tier",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet",
            "customer_type");
    private static final Map<String, String> KEYS =
            Map.of("offer_outlet", "offer_id, outlet_id", "customer_type", "user_id, merchant_id");
    private static final List<String> AUDIENCES =
            List.of("{All}", "{New}", "{Vip,Regular}", "{NonCustomer,New}", "{Occasional}", "{}");
    private static final List<String> TYPES =
            List.of("NonCustomer", "New", "Infrequent", "Occasional", "Regular", "Vip");

    private final DataSource database;
    private final Random random;
    // Runs while the rows are deleted.
    private final Runnable between;

    RandomReloader(DataSource database, Random random, Runnable between) {
        this.database = database;
        this.random = random;
        this.between = between;
    }

    /** @return a description of the reload */
    String reload() {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            String description = reload(connection);
            connection.commit();
            return description;
        } catch (SQLException e) {
            throw new IllegalStateException("reloading", e);
        }
    }

    private String reload(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return switch (random.nextInt(9)) {
                case 0 -> moveToAnotherTable(statement);
                case 1 -> moveToAnotherMerchant(statement);
                case 2 -> replaceMerchantAlone(statement);
                default -> replace(statement, scope(statement));
            };
        }
    }

    /** The rows to reload: a condition for each table. */
    private Map<String, String> scope(Statement statement) throws SQLException {
        return switch (random.nextInt(7)) {
            case 0 -> everything();
            case 1, 2, 3 -> merchant(some(statement, "merchant"));
            case 4 -> outlet(some(statement, "outlet"));
            case 5 -> offer(some(statement, "offer"));
            default -> {
                String table = TABLES.get(6 + random.nextInt(5));
                yield Map.of(table, "hashtext(t::text) % 2 = 0");
            }
        };
    }

    private static Map<String, String> everything() {
        return TABLES.stream().collect(Collectors.toMap(table -> table, table -> "true"));
    }

    private static Map<String, String> merchant(UUID id) {
        var scope = new LinkedHashMap<String, String>();
        scope.put("merchant", "id = '%s'".formatted(id));
        for (String table :
                List.of("outlet", "cashback_configuration", "exclusive_offer", "loyalty_program", "customer_type")) {
            scope.put(table, "merchant_id = '%s'".formatted(id));
        }
        String outlets = "outlet_id IN (SELECT id FROM outlet WHERE merchant_id = '%s')".formatted(id);
        scope.put("payment_point", outlets);
        scope.put(
                "offer_outlet",
                outlets + " OR offer_id IN (SELECT id FROM offer WHERE merchant_id = '%s')".formatted(id));
        String parts = "%s_id IN (SELECT id FROM %1$s WHERE merchant_id = '%s')";
        scope.put("cashback_tier", parts.formatted("cashback_configuration", id));
        scope.put("loyalty_tier", parts.formatted("loyalty_program", id));
        scope.put("loyalty_reward", parts.formatted("loyalty_program", id));
        return scope;
    }

    private static Map<String, String> outlet(UUID id) {
        String own = "outlet_id = '%s'".formatted(id);
        return Map.of("outlet", "id = '%s'".formatted(id), "payment_point", own, "offer_outlet", own);
    }

    private static Map<String, String> offer(UUID id) {
        String own = "id = '%s'".formatted(id);
        String ofProgram = "loyalty_program_id = '%s'".formatted(id);
        return Map.of(
                "cashback_configuration",
                own,
                "exclusive_offer",
                own,
                "loyalty_program",
                own,
                "cashback_tier",
                "cashback_configuration_id = '%s'".formatted(id),
                "loyalty_tier",
                ofProgram,
                "loyalty_reward",
                ofProgram,
                "offer_outlet",
                "offer_id = '%s'".formatted(id));
    }

    private String replace(Statement statement, Map<String, String> scope) throws SQLException {
        List<String> parentsFirst = TABLES.stream().filter(scope::containsKey).toList();
        var childrenFirst = new ArrayList<>(parentsFirst);
        Collections.reverse(childrenFirst);
        boolean all = "true".equals(scope.get("merchant"));
        boolean several = random.nextInt(3) == 0;
        boolean merge = random.nextBoolean();
        boolean sameNumbers = random.nextInt(4) == 0;
        for (String table : parentsFirst) {
            statement.execute("DROP TABLE IF EXISTS pg_temp.kept_" + table);
            statement.execute("CREATE TEMPORARY TABLE kept_%1$s AS SELECT t.* FROM %1$s t WHERE %2$s"
                    .formatted(table, scope.get(table)));
        }
        String description = "%s of %s, %s, %s, %s"
                .formatted(
                        all ? "TRUNCATE" : "DELETE",
                        scope,
                        several ? "several transactions" : "one transaction",
                        merge ? "MERGE" : "INSERT",
                        sameNumbers ? "old numbers" : "new numbers");
        if (all) {
            statement.execute("TRUNCATE " + String.join(", ", TABLES));
        } else {
            for (String table : childrenFirst) {
                statement.execute("DELETE FROM %1$s t USING kept_%1$s k WHERE %2$s".formatted(table, same(table)));
                perhapsCommit(statement, several);
            }
        }
        perhapsCommit(statement, several);
        change(statement, scope);
        for (String table : parentsFirst) {
            String columns = columns(statement, table, sameNumbers);
            statement.execute(
                    merge
                            ? "MERGE INTO %1$s t USING kept_%1$s k ON %2$s WHEN NOT MATCHED THEN INSERT (%3$s) VALUES (%4$s)"
                                    .formatted(table, same(table), columns, columns.replaceAll("(\\w+)", "k.$1"))
                            : "INSERT INTO %1$s (%2$s) SELECT %2$s FROM kept_%1$s".formatted(table, columns));
            perhapsCommit(statement, several);
        }
        return description;
    }

    /** Changes the inserted rows slightly. */
    private void change(Statement statement, Map<String, String> scope) throws SQLException {
        if (scope.containsKey("customer_type") && random.nextBoolean()) {
            statement.execute("UPDATE kept_customer_type SET type = '%s' WHERE hashtext(user_id::text) %% 3 = 0"
                    .formatted(TYPES.get(random.nextInt(TYPES.size()))));
        }
        for (String table : List.of("cashback_configuration", "exclusive_offer")) {
            if (scope.containsKey(table) && random.nextBoolean()) {
                statement.execute(
                        "UPDATE kept_%s SET eligible_customer_types = '%s' WHERE merchant_id IS NOT NULL AND hashtext(id::text) %% 3 = 0"
                                .formatted(table, AUDIENCES.get(random.nextInt(AUDIENCES.size()))));
            }
        }
    }

    private void perhapsCommit(Statement statement, boolean several) throws SQLException {
        if (several && random.nextInt(3) == 0) {
            statement.getConnection().commit();
            if (random.nextInt(3) == 0) {
                between.run();
            }
        }
    }

    /** Reloads a merchant without its customers, offers and outlets, as loaders that disable foreign keys do. */
    private String replaceMerchantAlone(Statement statement) throws SQLException {
        UUID id = some(statement, "merchant");
        statement.execute("SET LOCAL session_replication_role = replica");
        statement.execute("DROP TABLE IF EXISTS pg_temp.kept_merchant");
        statement.execute(
                "CREATE TEMPORARY TABLE kept_merchant AS SELECT * FROM merchant WHERE id = '%s'".formatted(id));
        statement.execute("DELETE FROM merchant WHERE id = '%s'".formatted(id));
        if (random.nextBoolean()) {
            statement.getConnection().commit();
            between.run();
            statement.execute("SET LOCAL session_replication_role = replica");
        }
        statement.execute("INSERT INTO merchant (%1$s) SELECT %1$s FROM kept_merchant"
                .formatted(columns(statement, "merchant", false)));
        return "merchant %s alone".formatted(id);
    }

    private String moveToAnotherTable(Statement statement) throws SQLException {
        UUID id = some(statement, "exclusive_offer");
        statement.execute("DROP TABLE IF EXISTS pg_temp.kept_exclusive_offer");
        statement.execute("CREATE TEMPORARY TABLE kept_exclusive_offer AS SELECT * FROM exclusive_offer WHERE id = '%s'"
                .formatted(id));
        statement.execute("DELETE FROM exclusive_offer WHERE id = '%s'".formatted(id));
        perhapsCommit(statement, true);
        statement.execute("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, review_status)
                SELECT id, coalesce(merchant_id, (SELECT id FROM merchant ORDER BY id LIMIT 1)), name, is_active, eligible_customer_types, 100, review_status
                FROM kept_exclusive_offer
                """);
        statement.execute("""
                INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status)
                SELECT gen_random_uuid(), id, 'moved', 5, true, 'Approved' FROM kept_exclusive_offer
                """);
        statement.execute("""
                INSERT INTO offer_outlet (offer_type, offer_id, outlet_id)
                SELECT 'Cashback', c.id, o.id FROM kept_exclusive_offer k JOIN cashback_configuration c USING (id) JOIN outlet o ON o.merchant_id = c.merchant_id
                """);
        return "exclusive offer %s is a cashback configuration now".formatted(id);
    }

    private String moveToAnotherMerchant(Statement statement) throws SQLException {
        UUID id = some(statement, "cashback_configuration");
        statement.execute(
                "UPDATE cashback_configuration SET merchant_id = (SELECT id FROM merchant ORDER BY md5(id::text || '%d') LIMIT 1) WHERE id = '%s'"
                        .formatted(random.nextInt(), id));
        return "%s goes to another merchant".formatted(id);
    }

    private UUID some(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT id FROM %s ORDER BY md5(id::text || '%d') LIMIT 1".formatted(table, random.nextInt()))) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    private static String same(String table) {
        return List.of(KEYS.getOrDefault(table, "id").split(", ")).stream()
                .map("t.%1$s = k.%1$s"::formatted)
                .collect(Collectors.joining(" AND "));
    }

    /** The columns of a table. The database assigns the numbers if the loader does not supply them. */
    private static String columns(Statement statement, String table, boolean numbers) throws SQLException {
        var columns = new ArrayList<String>();
        try (ResultSet row = statement.executeQuery(
                "SELECT attname FROM pg_attribute WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
                        .formatted(table))) {
            while (row.next()) {
                if (numbers || !row.getString(1).endsWith("_no")) {
                    columns.add(row.getString(1));
                }
            }
        }
        return String.join(", ", columns);
    }
}
