package io.eligo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times and plans of {@code user_offer_eligibility} for one user, one offer and one merchant, all columns. */
final class SqlViewBench {
    private static final String CUSTOMERS =
            "(SELECT merchant_id, count(*) AS n FROM customer_type GROUP BY merchant_id) AS c";

    private final BenchDatabase database;
    private final Measurements measurements;
    private final long users;
    private final Path plans;

    SqlViewBench(BenchDatabase database, Measurements measurements, long users, Path plans) {
        this.database = database;
        this.measurements = measurements;
        this.users = users;
        this.plans = plans;
    }

    void run() throws Exception {
        var text = new ArrayList<String>();
        for (Map.Entry<String, String> condition : conditions().entrySet()) {
            String query = "SELECT * FROM user_offer_eligibility WHERE " + condition.getValue();
            String name = "SQL view: " + condition.getKey();
            measurements.put(users, name + ", rows", database.queryLong("SELECT count(*) FROM (" + query + ") AS q"));
            measurements.put(users, name + ", ms", 1_000 * database.measurePrepared(query));
            text.add("-- " + name);
            text.add(query + ";");
            text.addAll(database.sql()
                    .sql("EXPLAIN (ANALYZE, COSTS OFF) " + query)
                    .query(String.class)
                    .list());
            text.add("");
        }
        write(text);
    }

    private Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        String user = id("SELECT user_id FROM user_grants ORDER BY user_id OFFSET %d LIMIT 1".formatted(users / 2));
        conditions.put("one user", "user_id = '" + user + "'");
        conditions.put("one user, eligible", "is_eligible AND user_id = '" + user + "'");
        conditions.put("a targeted offer with about 20,000 customers", "offer_id = '%s'".formatted(id("""
                        SELECT o.id FROM offer o JOIN %s USING (merchant_id)
                        WHERE NOT broad_all AND NOT broad_non_customer AND offer_type <> 'Loyalty' ORDER BY abs(n - 20000), o.id LIMIT 1
                        """.formatted(
                                CUSTOMERS))));
        conditions.put(
                "a merchant with only targeted offers", "merchant_id = '%s'".formatted(id("""
                        SELECT merchant_id FROM offer JOIN %s USING (merchant_id)
                        WHERE NOT EXISTS (SELECT FROM broad_offering b WHERE b.merchant_id = c.merchant_id)
                        GROUP BY merchant_id, n HAVING NOT bool_or(broad_all OR broad_non_customer) ORDER BY abs(n - 20000), merchant_id LIMIT 1
                        """.formatted(CUSTOMERS))));
        conditions.put(
                "an offer for all",
                "offer_id = '%s'"
                        .formatted(
                                id(
                                        "SELECT offer_id FROM broad_offering WHERE excluded_merchant_no IS NULL ORDER BY offer_id LIMIT 1")));
        return conditions;
    }

    private String id(String query) {
        return database.sql().sql(query).query(String.class).single();
    }

    private void write(List<String> lines) throws IOException {
        Files.write(plans, lines);
    }
}
