package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.Dataset.Merchant;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.OfferGrantsReconciler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code user_offer_eligibility} between a change of a user's relation and the run that reconciles the user, for offers that the
 * user may use before and after: as a user without a relation and as a new customer.
 */
@ApiTest
class EligibilityViewPendingChangesTest {
    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
    private static final UUID USER = DatasetFixtures.id(7);
    private static final Merchant OTHER = new Merchant(DatasetFixtures.id(101), "Soko", "Active", "Food");
    private static final UUID FIRST = DatasetFixtures.id(1);
    private static final UUID SECOND = DatasetFixtures.id(2);

    @Autowired
    DatasetLoader tables;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    OfferGrantsReconciler offerReconciler;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void aCustomerOfAnotherMerchant() {
        tables.replaceWith(new Dataset(
                List.of(DatasetFixtures.MERCHANT, OTHER),
                DatasetFixtures.OUTLETS,
                List.of(
                        DatasetFixtures.cashback(1, FROM, "NonCustomer", "New"),
                        DatasetFixtures.cashback(2, FROM, "Vip")),
                Map.of(USER, Map.of(OTHER.id(), "New"))));
        assertThat(view()).containsExactlyInAnyOrderElementsOf(atAllOutlets(FIRST));
    }

    @Test
    void anOfferOfANewCustomerIsInTheViewOnce() {
        addRelation();
        assertThat(view()).containsExactlyInAnyOrderElementsOf(atAllOutlets(FIRST));

        jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = '{NonCustomer,New}' WHERE id = ?")
                .param(SECOND)
                .update();
        reconcileOffer();
        assertThat(view()).containsExactlyInAnyOrderElementsOf(atAllOutlets(FIRST, SECOND));

        reconcile();
        assertThat(view()).containsExactlyInAnyOrderElementsOf(atAllOutlets(FIRST, SECOND));
    }

    @Test
    void anOfferOfAUserWhoIsNoLongerACustomerStaysInTheView() {
        addRelation();
        reconcile();
        assertThat(view()).containsExactlyInAnyOrderElementsOf(atAllOutlets(FIRST));

        jdbc.sql("DELETE FROM customer_type WHERE user_id = ? AND merchant_id = ?")
                .params(USER, DatasetFixtures.MERCHANT.id())
                .update();
        assertThat(view()).containsExactlyInAnyOrderElementsOf(atAllOutlets(FIRST));

        reconcile();
        assertThat(view()).containsExactlyInAnyOrderElementsOf(atAllOutlets(FIRST));
    }

    private void addRelation() {
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'New')")
                .params(USER, DatasetFixtures.MERCHANT.id())
                .update();
    }

    private void reconcile() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> reconciler.reconcile(List.of(USER)));
    }

    /** As a run for the event of the offer does, while the event of the user is pending. */
    private void reconcileOffer() {
        int offerNo = jdbc.sql("SELECT offer_no FROM offer WHERE id = ?")
                .param(SECOND)
                .query(Integer.class)
                .single();
        new TransactionTemplate(transactions)
                .executeWithoutResult(status ->
                        offerReconciler.reconcile(DatasetFixtures.MERCHANT.id(), List.of(offerNo), List.of(USER)));
    }

    /** The offers and outlets of the user's rows. */
    private List<List<UUID>> view() {
        return jdbc.sql("SELECT offer_id, outlet_id FROM user_offer_eligibility WHERE user_id = ?")
                .param(USER)
                .query((row, n) -> List.of(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }

    private static List<List<UUID>> atAllOutlets(UUID... offers) {
        return Stream.of(offers)
                .flatMap(offer -> DatasetFixtures.OUTLETS.stream().map(outlet -> List.of(offer, outlet.id())))
                .toList();
    }
}
