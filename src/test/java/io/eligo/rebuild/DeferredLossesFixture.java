package io.eligo.rebuild;

import io.eligo.catalog.OfferLookup;
import io.eligo.customers.UserRange;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.UnlockedDiff;
import io.eligo.grants.reconcile.UserBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds users who would lose grants if a halted rebuild continued, by comparing the deferred users again. */
class DeferredLossesFixture {
    private static final int MAX_RANGES_SCANNED = 50;
    private static final int DIFFS_PER_BATCH = 100;

    private final JdbcClient jdbc;
    private final GrantsReconciler reconciler;
    private final OfferLookup offers;

    DeferredLossesFixture(JdbcClient jdbc, GrantsReconciler reconciler, OfferLookup offers) {
        this.jdbc = jdbc;
        this.reconciler = reconciler;
        this.offers = offers;
    }

    /** @param offers the offers of the requested merchant that the user would lose */
    record UserLoss(UUID user, List<UUID> offers) {
        UserLoss {
            offers = List.copyOf(offers);
        }
    }

    /**
     * Some users who would lose offers of the merchant, in user order. Empty if the run has no deferred revocations at
     * this merchant.
     */
    List<UserLoss> sample(long jobInstance, UUID merchant, int limit) {
        Map<Integer, UUID> own = offers.findByMerchant(merchant);
        var losses = new ArrayList<UserLoss>();
        for (UserRange range : findDeferredRanges(jobInstance, merchant)) {
            GrantsScan scan = reconciler.scan(range);
            for (UserBatch userBatch = scan.next(DIFFS_PER_BATCH);
                    userBatch != null;
                    userBatch = scan.next(DIFFS_PER_BATCH)) {
                for (UnlockedDiff user : userBatch.toReconcile()) {
                    List<UUID> revoked = IntStream.of(user.revokedOffers())
                            .mapToObj(own::get)
                            .filter(Objects::nonNull)
                            .toList();
                    if (!revoked.isEmpty()) {
                        losses.add(new UserLoss(user.userId(), revoked));
                    }
                    if (losses.size() == limit) {
                        return losses;
                    }
                }
            }
        }
        return losses;
    }

    private List<UserRange> findDeferredRanges(long jobInstance, UUID merchant) {
        return jdbc.sql("""
                        SELECT from_user, to_user FROM batch.deferred_revocation h
                        WHERE job_instance_id = ? AND EXISTS (
                            SELECT FROM unnest(h.merchant_nos, h.merchant_revoked) AS m(no, revoked)
                            WHERE m.revoked > 0 AND m.no = (SELECT merchant_no FROM merchant WHERE id = ?))
                        ORDER BY to_user LIMIT ?
                        """)
                .params(jobInstance, merchant, MAX_RANGES_SCANNED)
                .query((row, n) -> new UserRange(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }
}
