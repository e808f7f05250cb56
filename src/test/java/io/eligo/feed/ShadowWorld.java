package io.eligo.feed;

import io.eligo.catalog.Catalog;
import io.eligo.grants.GrantsReconciler;
import io.eligo.servers.TableCleaner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two merchants, an offer of each kind, and a regular customer of one merchant; rows can be changed as if no trigger fired. */
@TestComponent
final class ShadowWorld {
    static final UUID USER = new UUID(9, 1);
    static final UUID DUKA = new UUID(1, 1);
    static final UUID KIOSK = new UUID(1, 2);
    static final UUID DUKA_SHOP = new UUID(2, 1);
    static final UUID KIOSK_SHOP = new UUID(2, 2);
    static final UUID FOR_REGULARS = new UUID(3, 1);
    static final UUID FOR_VIPS = new UUID(3, 2);
    static final UUID FOR_ALL = new UUID(3, 3);
    static final UUID FOR_STRANGERS = new UUID(3, 4);
    static final UUID PROMOTION = new UUID(3, 5);
    static final UUID PROGRAM = new UUID(3, 6);
    static final UUID NEW_OFFER = new UUID(3, 7);
    static final UUID TIER = new UUID(4, 1);
    static final UUID PROGRAM_TIER = new UUID(4, 6);

    private final JdbcClient jdbc;
    private final DataSource database;
    private final GrantsReconciler grantsReconciler;
    private final Catalog catalog;
    private final TransactionTemplate transaction;

    ShadowWorld(
            JdbcClient jdbc,
            DataSource database,
            GrantsReconciler grantsReconciler,
            Catalog catalog,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.database = database;
        this.grantsReconciler = grantsReconciler;
        this.catalog = catalog;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Without events and copies, and without a difference between tables, grants and catalogue. */
    void load() {
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, cashback_configuration, exclusive_offer, loyalty_program, customer_type, user_grants, shadow_case");
        for (String sql : world()) {
            jdbc.sql(sql).update();
        }
        reconcile();
        TableCleaner.empty(jdbc, "outbox_event, outbox_done");
        jdbc.sql("UPDATE cache_namespace SET number = number + 1, servers = NULL")
                .update();
        catalog.refresh();
    }

    void reconcile() {
        transaction.executeWithoutResult(status -> grantsReconciler.reconcile(List.of(USER)));
    }

    private static List<String> world() {
        return List.of(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'food'), ('%s', 'Kiosk', 'Active', 'fuel')"
                        .formatted(DUKA, KIOSK),
                "INSERT INTO outlet (id, merchant_id, name, is_active, review_status) VALUES ('%s', '%s', 'Duka 1', true, 'Approved'), ('%s', '%s', 'Kiosk 1', true, 'Approved'), ('%s', '%s', 'Kiosk 2', true, 'Approved')"
                        .formatted(DUKA_SHOP, DUKA, KIOSK_SHOP, KIOSK, new UUID(2, 3), KIOSK),
                "INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status) SELECT gen_random_uuid(), id, 'till', true, 'Approved' FROM outlet",
                offer(FOR_REGULARS, DUKA, "{Regular,Vip}"),
                offer(FOR_VIPS, DUKA, "{Vip}"),
                offer(FOR_ALL, KIOSK, "{All}"),
                offer(FOR_STRANGERS, KIOSK, "{NonCustomer}"),
                "UPDATE cashback_configuration SET start_date = '2026-11-01T00:00:00Z' WHERE id = '%s'"
                        .formatted(FOR_ALL),
                "INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status) VALUES ('%s', '%s', 'Gold', 10, true, 'Approved')"
                        .formatted(TIER, FOR_REGULARS),
                """
                INSERT INTO exclusive_offer (id, name, description, start_date, end_date, is_active, eligible_customer_types, net_offer_budget, review_status)
                VALUES ('%s', 'Promotion', 'Today', '2026-11-02T00:00:00Z', '2026-12-24T00:00:00Z', true, '{All}', 10, 'Approved')
                """.formatted(PROMOTION),
                "INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) VALUES ('Exclusive', '%s', '%s')"
                        .formatted(PROMOTION, DUKA_SHOP),
                "INSERT INTO loyalty_program (id, merchant_id, name, is_active, review_status, created_at) VALUES ('%s', '%s', 'Program', true, 'Approved', '2026-01-01T00:00:00Z')"
                        .formatted(PROGRAM, DUKA),
                "INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status) VALUES ('%1$s', '%3$s', 'Silver', 'New', true, 'Approved'), ('%2$s', '%3$s', 'Gold', 'Vip', true, 'Approved')"
                        .formatted(PROGRAM_TIER, new UUID(4, 7), PROGRAM),
                "INSERT INTO loyalty_reward (id, loyalty_program_id, name, is_active, review_status) VALUES (gen_random_uuid(), '%s', 'Cup', true, 'Approved')"
                        .formatted(PROGRAM),
                "INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%s', '%s', 'Regular')"
                        .formatted(USER, DUKA));
    }

    /** A live cashback configuration with one tier, at all outlets of its merchant. */
    static String offer(UUID id, UUID merchant, String audience) {
        return """
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, review_status, created_at)
                VALUES ('%1$s', '%2$s', 'Cashback %1$s', true, '%3$s', 10, 'Approved', '2026-10-0%4$d');
                INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status)
                VALUES (gen_random_uuid(), '%1$s', 'Base', 5, true, 'Approved');
                INSERT INTO offer_outlet (offer_type, offer_id, outlet_id)
                SELECT 'Cashback', '%1$s', id FROM outlet WHERE merchant_id = '%2$s'
                """.formatted(id, merchant, audience, id.getLeastSignificantBits());
    }

    /** Changes rows as if the triggers had not fired. */
    void silently(String sql) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            silently(connection, sql);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void silently(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE pruned ON COMMIT DROP AS SELECT pruned_through FROM catalog_log");
            statement.execute(sql);
            statement.execute("DELETE FROM outbox_event WHERE xid = pg_current_xact_id()");
            statement.execute("DELETE FROM catalog_change WHERE xid = pg_current_xact_id()");
            statement.execute("UPDATE catalog_log SET pruned_through = pruned.pruned_through FROM pruned");
        }
    }
}
