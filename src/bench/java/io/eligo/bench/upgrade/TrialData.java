package io.eligo.bench.upgrade;

import io.eligo.bench.BenchDatabase;
import java.util.UUID;

/** A merchant whose offers are changed through GraphQL only: one offer for its Vips, and one for all users that is switched. */
final class TrialData {
    static final UUID MERCHANT = UUID.fromString("00000000-0000-4000-8000-000000000000");
    static final UUID FOR_VIPS = UUID.fromString("00000000-0000-4000-8000-000000000001");
    static final UUID SWITCHED = UUID.fromString("00000000-0000-4000-8000-000000000002");

    private TrialData() {}

    static void insert(BenchDatabase database) {
        database.execute(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Changing', 'Active', 'Food')"
                        .formatted(MERCHANT),
                "INSERT INTO outlet (id, merchant_id, name, is_active, review_status) VALUES ('%1$s', '%1$s', 'Changing', true, 'Approved')"
                        .formatted(MERCHANT),
                "INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status) VALUES ('%1$s', '%1$s', 'till', true, 'Approved')"
                        .formatted(MERCHANT));
        insert(database, FOR_VIPS, "Vip");
        insert(database, SWITCHED, "All");
    }

    private static void insert(BenchDatabase database, UUID offer, String audience) {
        database.execute(
                """
                INSERT INTO cashback_configuration (id, merchant_id, name, start_date, is_active, eligible_customer_types, net_cashback_budget, review_status)
                VALUES ('%s', '%s', 'Changing', '2026-01-01T00:00:00Z', true, '{%s}', 100, 'Approved')
                """.formatted(offer, MERCHANT, audience),
                """
                INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status)
                VALUES ('%1$s', '%1$s', 'Changing', 5, true, 'Approved')
                """.formatted(offer),
                "INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) VALUES ('Cashback', '%s', '%s')"
                        .formatted(offer, MERCHANT));
    }
}
