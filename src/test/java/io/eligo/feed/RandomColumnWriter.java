package io.eligo.feed;

import java.util.List;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Changes single columns of random rows: everything that decides about an offer, or that the API shows. */
final class RandomColumnWriter {
    private static final List<String> REVIEWS = List.of("Approved", "Approved", "Approved", "Rejected");

    private final JdbcClient jdbc;
    private final Random random;

    RandomColumnWriter(JdbcClient jdbc, Random random) {
        this.jdbc = jdbc;
        this.random = random;
    }

    void change() {
        jdbc.sql(statement()).update();
    }

    private String statement() {
        return switch (random.nextInt(18)) {
            case 0 -> update("merchant", "business_name", quote("m" + random.nextInt(100)));
            case 1 -> update("merchant", "status", quote(random.nextInt(3) == 0 ? "Suspended" : "Active"));
            case 2 -> update("outlet", "name", quote("o" + random.nextInt(100)));
            case 3 -> update("outlet", "is_active", random.nextInt(3) > 0);
            case 4 -> update("payment_point", "is_active", random.nextInt(3) > 0);
            case 5 -> update(offers(), "name", quote("n" + random.nextInt(100)));
            case 6 -> update(offers(), "is_active", random.nextInt(4) > 0);
            case 7 -> update(offers(), "review_status", quote(REVIEWS.get(random.nextInt(REVIEWS.size()))));
            case 8 -> update("exclusive_offer", "end_date", "end_date + interval '1 second'");
            case 9 -> update("exclusive_offer", "start_date", "start_date - interval '1 hour'");
            case 10 -> update("cashback_configuration", "used_cashback_budget", random.nextInt(3) == 0 ? 100 : 1);
            case 11 -> update("cashback_configuration", "eligible_customer_types", audience());
            case 12 -> update("cashback_tier", "percentage", random.nextInt(100));
            case 13 -> update("loyalty_tier", "min_customer_type", quote(type()));
            case 14 -> update("loyalty_reward", "is_active", random.nextInt(4) > 0);
            case 15 ->
                "DELETE FROM offer_outlet WHERE (offer_id, outlet_id) IN (SELECT offer_id, outlet_id FROM offer_outlet ORDER BY random() LIMIT 1)";
            case 16 ->
                "UPDATE customer_type SET type = %s WHERE (user_id, merchant_id) IN (SELECT user_id, merchant_id FROM customer_type ORDER BY random() LIMIT 2)"
                        .formatted(quote(type()));
            default -> """
                    INSERT INTO customer_type (user_id, merchant_id, type)
                    SELECT u.user_id, m.id, %s FROM (SELECT user_id FROM customer_type ORDER BY random() LIMIT 1) AS u, (SELECT id FROM merchant ORDER BY random() LIMIT 1) AS m
                    ON CONFLICT DO NOTHING
                    """.formatted(quote(type()));
        };
    }

    private String offers() {
        return List.of("cashback_configuration", "exclusive_offer", "loyalty_program")
                .get(random.nextInt(3));
    }

    private String type() {
        return RandomDataset.TYPES.get(random.nextInt(RandomDataset.TYPES.size()));
    }

    private String audience() {
        return quote(List.of("{All}", "{New}", "{Vip,Regular}", "{NonCustomer,New}", "{}")
                .get(random.nextInt(5)));
    }

    private static String update(String table, String column, Object value) {
        return "UPDATE %1$s SET %2$s = %3$s WHERE id IN (SELECT id FROM %1$s ORDER BY random() LIMIT 1)"
                .formatted(table, column, value);
    }

    private static String quote(String text) {
        return "'" + text + "'";
    }
}
