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
        dataset.merchants()
                .forEach(one -> row(
                        "merchant (id, business_name, status, category)",
                        one.id(),
                        one.name(),
                        one.status(),
                        one.category()));
        dataset.outlets().forEach(this::insert);
        dataset.offers().forEach(this::insert);
        dataset.users()
                .forEach((user, types) -> types.forEach(
                        (merchant, type) -> row("customer_type (user_id, merchant_id, type)", user, merchant, type)));
    }

    private void insert(Dataset.Outlet outlet) {
        row(
                "outlet (id, merchant_id, name, description, is_active, review_status)",
                outlet.id(),
                outlet.merchant().id(),
                outlet.name(),
                outlet.description(),
                outlet.switches().active(),
                outlet.switches().review());
        outlet.paymentPoints()
                .forEach(point -> row(
                        "payment_point (id, outlet_id, kind, is_active, deleted_at, review_status)",
                        UUID.randomUUID(),
                        outlet.id(),
                        "till",
                        point.active(),
                        deletedAt(point),
                        point.review()));
    }

    private void insert(Offer offer) {
        switch (offer.type()) {
            case "Cashback" -> insertCashback(offer);
            case "Exclusive" -> insertExclusive(offer);
            default -> insertProgram(offer);
        }
        offer.linked()
                .forEach(outlet ->
                        row("offer_outlet (offer_type, offer_id, outlet_id)", offer.type(), offer.id(), outlet.id()));
    }

    private void insertCashback(Offer offer) {
        row(
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
                .forEach(tier -> part(
                        "cashback_tier (id, name, is_active, review_status, cashback_configuration_id, deleted_at, percentage)",
                        tier,
                        offer.id(),
                        deletedAt(tier.switches()),
                        tier.percentage()));
    }

    private void insertExclusive(Offer offer) {
        row(
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

    private void insertProgram(Offer offer) {
        row(
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
                .forEach(tier -> part(
                        "loyalty_tier (id, name, is_active, review_status, loyalty_program_id, deleted_at, min_customer_type)",
                        tier,
                        offer.id(),
                        deletedAt(tier.switches()),
                        tier.minCustomerType()));
        offer.rewards()
                .forEach(reward -> part(
                        "loyalty_reward (id, name, is_active, review_status, loyalty_program_id)", reward, offer.id()));
    }

    private void part(String tableAndColumns, Part part, @Nullable Object... further) {
        var values = new ArrayList<@Nullable Object>();
        values.addAll(Arrays.asList(
                part.id(),
                part.name(),
                part.switches().active(),
                part.switches().review()));
        values.addAll(Arrays.asList(further));
        row(tableAndColumns, values.toArray());
    }

    private void row(String tableAndColumns, @Nullable Object... values) {
        String places = String.join(", ", Collections.nCopies(values.length, "?"));
        jdbc.sql("INSERT INTO %s VALUES (%s)".formatted(tableAndColumns, places))
                .params(values)
                .update();
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
