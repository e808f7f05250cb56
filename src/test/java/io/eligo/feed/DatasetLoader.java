package io.eligo.feed;

import io.eligo.catalog.Catalog;
import io.eligo.feed.Dataset.Offer;
import io.eligo.feed.Dataset.Part;
import io.eligo.feed.Dataset.Switches;
import io.eligo.grants.GrantsReconciler;
import io.eligo.servers.TableCleaner;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Replaces the rows of the source tables by a dataset, and reconciles grants and catalogue with it. */
@TestComponent
public class DatasetLoader {
    private static final Timestamp DELETED = Timestamp.from(Instant.parse("2026-01-01T00:00:00Z"));

    private final JdbcClient jdbc;
    private final GrantsReconciler reconciler;
    private final Catalog catalog;
    private final TransactionTemplate transaction;

    DatasetLoader(
            JdbcClient jdbc, GrantsReconciler reconciler, Catalog catalog, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.reconciler = reconciler;
        this.catalog = catalog;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Events of an earlier dataset are discarded: each answer counts the pending ones. */
    public void replaceWith(Dataset dataset) {
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, cashback_configuration, exclusive_offer, loyalty_program, customer_type, user_grants, outbox_event");
        transaction.executeWithoutResult(status -> insert(dataset));
        transaction.executeWithoutResult(
                status -> reconciler.reconcile(dataset.users().keySet()));
        catalog.refresh();
    }

    /** Offers of one merchant for all users, each at all of its outlets. */
    void replaceWithChain(int offers, int outlets) {
        replaceWith(DatasetFixtures.chain(offers, 0));
        jdbc.sql("""
                INSERT INTO outlet (id, merchant_id, name, is_active, review_status)
                SELECT gen_random_uuid(), ?, 'outlet ' || i, true, 'Approved' FROM generate_series(1, ?) i
                """).params(DatasetFixtures.MERCHANT.id(), outlets).update();
        jdbc.sql("""
                INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status)
                SELECT gen_random_uuid(), id, 'till', true, 'Approved' FROM outlet
                """).update();
        jdbc.sql("""
                INSERT INTO offer_outlet (offer_type, offer_id, outlet_id)
                SELECT 'Cashback', c.id, o.id FROM cashback_configuration c, outlet o
                """).update();
        catalog.refresh();
    }

    private void insert(Dataset dataset) {
        var rows = new RowsByTable();
        dataset.merchants()
                .forEach(one -> rows.add(
                        "merchant (id, business_name, status, category)",
                        one.id(),
                        one.name(),
                        one.status(),
                        one.category()));
        dataset.outlets().forEach(outlet -> add(rows, outlet));
        dataset.offers().forEach(offer -> add(rows, offer));
        dataset.offers()
                .forEach(offer -> offer.linked()
                        .forEach(outlet -> rows.add(
                                "offer_outlet (offer_type, offer_id, outlet_id)",
                                offer.type(),
                                offer.id(),
                                outlet.id())));
        dataset.users()
                .forEach((user, types) -> types.forEach((merchant, type) ->
                        rows.add("customer_type (user_id, merchant_id, type)", user, merchant, type)));
        rows.insert(jdbc);
    }

    private static void add(RowsByTable rows, Dataset.Outlet outlet) {
        rows.add(
                "outlet (id, merchant_id, name, description, is_active, review_status)",
                outlet.id(),
                outlet.merchant().id(),
                outlet.name(),
                outlet.description(),
                outlet.switches().active(),
                outlet.switches().review());
        outlet.paymentPoints()
                .forEach(point -> rows.add(
                        "payment_point (id, outlet_id, kind, is_active, deleted_at, review_status)",
                        UUID.randomUUID(),
                        outlet.id(),
                        "till",
                        point.active(),
                        deletedAt(point),
                        point.review()));
    }

    private static void add(RowsByTable rows, Offer offer) {
        switch (offer.type()) {
            case "Cashback" -> addCashback(rows, offer);
            case "Exclusive" -> addExclusive(rows, offer);
            default -> addProgram(rows, offer);
        }
    }

    private static void addCashback(RowsByTable rows, Offer offer) {
        rows.add(
                """
                cashback_configuration (id, merchant_id, name, start_date, end_date, is_active, deleted_at,
                    eligible_customer_types, net_cashback_budget, used_cashback_budget, review_status, created_at)
                """,
                offer.id(),
                merchantId(offer),
                offer.name(),
                timestamp(offer.from()),
                timestamp(offer.until()),
                offer.switches().active(),
                deletedAt(offer.switches()),
                offer.audience().toArray(String[]::new),
                offer.limit(),
                offer.used(),
                offer.switches().review(),
                timestamp(offer.createdAt()));
        offer.tiers()
                .forEach(tier -> addPart(
                        rows,
                        "cashback_tier (id, name, is_active, review_status, cashback_configuration_id, deleted_at, percentage)",
                        tier,
                        offer.id(),
                        deletedAt(tier.switches()),
                        tier.percentage()));
    }

    private static void addExclusive(RowsByTable rows, Offer offer) {
        rows.add(
                """
                exclusive_offer (id, merchant_id, name, description, start_date, end_date, is_active, deleted_at,
                    eligible_customer_types, net_offer_budget, used_offer_budget, review_status, created_at)
                """,
                offer.id(),
                merchantId(offer),
                offer.name(),
                offer.description(),
                timestamp(offer.from()),
                timestamp(offer.until()),
                offer.switches().active(),
                deletedAt(offer.switches()),
                offer.audience().toArray(String[]::new),
                offer.limit(),
                offer.used(),
                offer.switches().review(),
                timestamp(offer.createdAt()));
    }

    private static void addProgram(RowsByTable rows, Offer offer) {
        rows.add(
                """
                loyalty_program (id, merchant_id, name, is_active, deleted_at, points_issued_limit, points_used_in_period,
                    review_status, created_at)
                """,
                offer.id(),
                merchantId(offer),
                offer.name(),
                offer.switches().active(),
                deletedAt(offer.switches()),
                offer.limit(),
                offer.used(),
                offer.switches().review(),
                timestamp(offer.createdAt()));
        offer.tiers()
                .forEach(tier -> addPart(
                        rows,
                        "loyalty_tier (id, name, is_active, review_status, loyalty_program_id, deleted_at, min_customer_type)",
                        tier,
                        offer.id(),
                        deletedAt(tier.switches()),
                        tier.minCustomerType()));
        offer.rewards()
                .forEach(reward -> addPart(
                        rows,
                        "loyalty_reward (id, name, is_active, review_status, loyalty_program_id)",
                        reward,
                        offer.id()));
    }

    private static void addPart(RowsByTable rows, String tableAndColumns, Part part, @Nullable Object... further) {
        var values = new ArrayList<@Nullable Object>();
        values.addAll(Arrays.asList(
                part.id(),
                part.name(),
                part.switches().active(),
                part.switches().review()));
        values.addAll(Arrays.asList(further));
        rows.add(tableAndColumns, values.toArray());
    }

    /** Inserted with few statements: each one runs triggers, which took most of a test's time with a statement for each row. */
    private static final class RowsByTable {
        private static final int ROWS_OF_A_STATEMENT = 1_000;

        private final Map<String, List<@Nullable Object[]>> rows = new LinkedHashMap<>();

        void add(String tableAndColumns, @Nullable Object... values) {
            rows.computeIfAbsent(tableAndColumns, key -> new ArrayList<>()).add(values);
        }

        /** In the order in which the tables were first added. */
        void insert(JdbcClient jdbc) {
            rows.forEach((tableAndColumns, all) -> {
                for (int from = 0; from < all.size(); from += ROWS_OF_A_STATEMENT) {
                    insert(jdbc, tableAndColumns, all.subList(from, Math.min(all.size(), from + ROWS_OF_A_STATEMENT)));
                }
            });
        }

        private static void insert(JdbcClient jdbc, String tableAndColumns, List<@Nullable Object[]> some) {
            String row = "(" + String.join(", ", Collections.nCopies(some.get(0).length, "?")) + ")";
            jdbc.sql("INSERT INTO %s VALUES %s"
                            .formatted(tableAndColumns, String.join(", ", Collections.nCopies(some.size(), row))))
                    .params(some.stream().flatMap(Arrays::stream).toArray())
                    .update();
        }
    }

    private static @Nullable UUID merchantId(Offer offer) {
        return offer.merchant() == null ? null : offer.merchant().id();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private static @Nullable Timestamp deletedAt(Switches switches) {
        return switches.deleted() ? DELETED : null;
    }
}
