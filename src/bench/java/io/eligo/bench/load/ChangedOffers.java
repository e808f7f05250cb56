package io.eligo.bench.load;

import io.eligo.bench.BenchDatabase;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** A merchant whose offers the load changes: an offer for its Vips, and offers for all users that are switched. */
final class ChangedOffers {
    static final UUID MERCHANT = id(0);
    static final UUID FOR_VIPS = id(1);

    private static final int SWITCHED = 200;
    private static final int FIRST_SWITCHED = 1_000;

    private ChangedOffers() {}

    static List<UUID> switched() {
        return IntStream.range(0, SWITCHED)
                .mapToObj(number -> id(FIRST_SWITCHED + number))
                .toList();
    }

    static void insert(BenchDatabase database) {
        database.execute(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Changing', 'Active', 'Food')"
                        .formatted(MERCHANT),
                "INSERT INTO outlet (id, merchant_id, name, is_active, review_status) VALUES ('%1$s', '%1$s', 'Changing', true, 'Approved')"
                        .formatted(MERCHANT),
                "INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status) VALUES ('%1$s', '%1$s', 'till', true, 'Approved')"
                        .formatted(MERCHANT));
        insert(database, List.of(FOR_VIPS), "Vip");
        insert(database, switched(), "All");
    }

    private static void insert(BenchDatabase database, List<UUID> ids, String audience) {
        UUID[] array = ids.toArray(UUID[]::new);
        for (String statement : List.of("""
                INSERT INTO cashback_configuration (id, merchant_id, name, start_date, is_active, eligible_customer_types, net_cashback_budget, review_status)
                SELECT id, '%s', 'Changing', '2026-01-01T00:00:00Z', true, '{%s}', 100, 'Approved' FROM unnest(?::uuid[]) AS id
                """.formatted(MERCHANT, audience), """
                INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status)
                SELECT id, id, 'Changing', 5, true, 'Approved' FROM unnest(?::uuid[]) AS id
                """, """
                INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) SELECT 'Cashback', id, '%s' FROM unnest(?::uuid[]) AS id
                """.formatted(MERCHANT))) {
            database.sql().sql(statement).param(array).update();
        }
    }

    private static UUID id(int number) {
        return UUID.fromString("00000000-0000-4000-8000-%012d".formatted(number));
    }
}
