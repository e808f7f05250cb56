package io.eligo.demodata;

import io.eligo.copy.PostgresCopy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables to fill: the catalogue in one transaction, customer types one chunk at a time. */
@Component
class DemoTableWriter {
    private static final List<String> TABLES = List.of(
            "merchant",
            "outlet",
            "payment_point",
            "cashback_configuration",
            "cashback_tier",
            "exclusive_offer",
            "loyalty_program",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet",
            "offer",
            "outlet_state",
            "offering",
            "broad_offering",
            "catalog_change",
            "customer_type");

    private final PostgresCopy postgresCopy;
    private final JdbcClient jdbc;

    DemoTableWriter(PostgresCopy postgresCopy, JdbcClient jdbc) {
        this.postgresCopy = postgresCopy;
        this.jdbc = jdbc;
    }

    /**
     * A source table that has rows, if there is one. Every source table that is not checked refers to one of the
     * checked tables.
     */
    Optional<String> findNonEmptyTable() {
        return Stream.of("merchant", "exclusive_offer", "loyalty_program")
                .filter(table -> jdbc.sql("SELECT EXISTS (SELECT FROM " + table + ")")
                        .query(Boolean.class)
                        .single())
                .findFirst();
    }

    void fillCatalog(DemoDataset dataset) {
        var merchants = new DemoMerchants(dataset);
        var offers = new DemoOfferAllocation(dataset, merchants);
        var campaigns = new DemoAudienceOffers(dataset, merchants, offers);
        var programs = new DemoLoyaltyPrograms(dataset, offers);
        postgresCopy.writeText("merchant (id, business_name, status, category, created_at)", merchants::writeMerchants);
        postgresCopy.writeText(
                "outlet (id, merchant_id, name, description, is_active, review_status, created_at)",
                merchants::writeOutlets);
        postgresCopy.writeText(
                "payment_point (id, outlet_id, kind, is_active, deleted_at, review_status, created_at)",
                merchants::writePaymentPoints);
        postgresCopy.writeText(
                "cashback_configuration (id, merchant_id, name, start_date, end_date, is_active, deleted_at, eligible_customer_types, net_cashback_budget, used_cashback_budget, review_status, created_at)",
                campaigns::writeCashbackConfigurations);
        postgresCopy.writeText(
                "cashback_tier (id, cashback_configuration_id, name, percentage, is_active, deleted_at, review_status, created_at)",
                campaigns::writeCashbackTiers);
        postgresCopy.writeText(
                "exclusive_offer (id, merchant_id, name, description, start_date, end_date, is_active, deleted_at, eligible_customer_types, net_offer_budget, used_offer_budget, review_status, created_at)",
                campaigns::writeExclusiveOffers);
        postgresCopy.writeText(
                "loyalty_program (id, merchant_id, name, is_active, deleted_at, points_used_in_period, points_issued_limit, review_status, created_at)",
                programs::writePrograms);
        postgresCopy.writeText(
                "loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, deleted_at, review_status, created_at)",
                programs::writeTiers);
        postgresCopy.writeText(
                "loyalty_reward (id, loyalty_program_id, name, is_active, review_status, created_at)",
                programs::writeRewards);
        postgresCopy.writeText("offer_outlet (offer_type, offer_id, outlet_id, created_at)", campaigns::writeLinks);
    }

    void fillCustomerTypes(Iterable<? extends DemoUsers.DemoUser> users) {
        postgresCopy.writeText(
                "customer_type (user_id, merchant_id, type, created_at)",
                rows -> users.forEach(user -> DemoUsers.write(user, rows)));
    }

    /** Not in a transaction. Index-only reads need the visibility map, and plans need statistics. */
    void vacuumAndAnalyze() {
        jdbc.sql("VACUUM (ANALYZE) " + String.join(", ", TABLES)).update();
    }

    long countRelations() {
        return jdbc.sql("SELECT count(*) FROM customer_type").query(Long.class).single();
    }
}
