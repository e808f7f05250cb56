package io.eligo.rebuild.deferred;

import io.eligo.copy.PostgresCopy;
import io.eligo.customers.UserRange;
import io.eligo.grants.reconcile.MerchantDeltas;
import io.eligo.grants.reconcile.OfferMerchants;
import io.eligo.grants.reconcile.RevocationSet;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.guard.PlannedLoss;
import io.eligo.platform.SetDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The table {@code batch.deferred_revocation}: batches of users whose revocations are deferred until the loss guard lets the
 * run continue.
 */
@Component
public class DeferredRevocations {
    private final JdbcClient jdbc;
    private final PostgresCopy postgresCopy;

    DeferredRevocations(JdbcClient jdbc, PostgresCopy postgresCopy) {
        this.jdbc = jdbc;
        this.postgresCopy = postgresCopy;
    }

    /** @param partition the compare partition that deferred the batch */
    public record DeferredBatchKey(long jobInstance, String partition, UUID upTo) {
        public DeferredBatchKey {
            // A query by COPY takes no parameters and contains the name.
            if (partition.indexOf('\'') >= 0) {
                throw new IllegalStateException(String.format(Locale.ROOT, "partition %s has a quote", partition));
            }
        }
    }

    /** A deferred batch: its range of users, and the digest of the grants that they would lose. */
    public record DeferredBatch(DeferredBatchKey key, UUID from, SetDigest digest) {
        public UserRange range() {
            return new UserRange(from, key.upTo());
        }
    }

    /**
     * Stores what the batch would change: its counts, the same by merchant, and the hashes of the losses with their digest. No user
     * is stored but the bounds of the range, so the users are compared again if their diffs are not in memory. Replaces a batch
     * stored under the same key.
     */
    public void save(DeferredBatchKey key, UUID from, UserBatch userBatch, OfferMerchants merchants) {
        GrantCounts wrong = userBatch.expectedChanges();
        MerchantDeltas merchantDeltas = userBatch.merchantDeltas(merchants);
        RevocationSet revocationSet = userBatch.revocations();
        jdbc.sql("""
                        INSERT INTO batch.deferred_revocation (job_instance_id, partition, from_user, to_user, granted, revoked, unchanged,
                            merchant_nos, merchant_current, merchant_granted, merchant_revoked, losses, digest_high, digest_low)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (job_instance_id, partition, to_user) DO UPDATE
                        SET granted = excluded.granted, revoked = excluded.revoked, unchanged = excluded.unchanged,
                            merchant_nos = excluded.merchant_nos, merchant_current = excluded.merchant_current,
                            merchant_granted = excluded.merchant_granted, merchant_revoked = excluded.merchant_revoked,
                            losses = excluded.losses, digest_high = excluded.digest_high, digest_low = excluded.digest_low
                        """)
                .params(
                        key.jobInstance(),
                        key.partition(),
                        from,
                        key.upTo(),
                        wrong.granted(),
                        wrong.revoked(),
                        wrong.unchanged(),
                        merchantDeltas.merchantNos(),
                        merchantDeltas.current(),
                        merchantDeltas.granted(),
                        merchantDeltas.revoked(),
                        revocationSet.hashes(),
                        revocationSet.digest().high(),
                        revocationSet.digest().low())
                .update();
    }

    /** All deferred batches of a run. */
    public List<DeferredBatch> findAll(long jobInstance) {
        return jdbc.sql("""
                        SELECT partition, from_user, to_user, digest_high, digest_low FROM batch.deferred_revocation WHERE job_instance_id = ?
                        ORDER BY to_user
                        """)
                .param(jobInstance)
                .query((row, n) -> new DeferredBatch(
                        new DeferredBatchKey(jobInstance, row.getString(1), row.getObject(3, UUID.class)),
                        row.getObject(2, UUID.class),
                        new SetDigest(row.getLong(4), row.getLong(5))))
                .list();
    }

    /** The grants that the users of the batch would lose. Empty if the batch is no longer deferred. */
    public RevocationSet findLosses(DeferredBatchKey key) {
        var found = new ArrayList<RevocationSet>();
        postgresCopy.readRows(
                String.format(Locale.ROOT, """
                        SELECT losses, digest_high, digest_low FROM batch.deferred_revocation
                        WHERE job_instance_id = %d AND partition = '%s' AND to_user = '%s'
                        """, key.jobInstance(), key.partition(), key.upTo()),
                row -> found.add(RevocationSet.of(row.longs(), new SetDigest(row.int64(), row.int64()))));
        return found.isEmpty() ? RevocationSet.NONE : found.get(0);
    }

    /** The names of the compare partitions that have deferred batches. */
    public List<String> findPartitions(long jobInstance) {
        return jdbc.sql(
                        "SELECT DISTINCT partition FROM batch.deferred_revocation WHERE job_instance_id = ? ORDER BY partition")
                .param(jobInstance)
                .query(String.class)
                .list();
    }

    /** The remaining ranges of a partition, in user order. */
    public List<UserRange> findRanges(long jobInstance, String partition) {
        return jdbc.sql("""
                        SELECT from_user, to_user FROM batch.deferred_revocation WHERE job_instance_id = ? AND partition = ? ORDER BY to_user
                        """)
                .params(jobInstance, partition)
                .query((row, n) -> new UserRange(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }

    /** Marks the batch as written up to this user and deletes it if the user is its last one. */
    public void markDone(DeferredBatchKey key, UUID lastUser) {
        if (lastUser.equals(key.upTo())) {
            jdbc.sql(
                            "DELETE FROM batch.deferred_revocation WHERE job_instance_id = ? AND partition = ? AND to_user = ?")
                    .params(key.jobInstance(), key.partition(), key.upTo())
                    .update();
        } else {
            jdbc.sql(
                            "UPDATE batch.deferred_revocation SET from_user = ? WHERE job_instance_id = ? AND partition = ? AND to_user = ?")
                    .params(
                            UserRange.ALL_USERS.startingAfter(lastUser).from(),
                            key.jobInstance(),
                            key.partition(),
                            key.upTo())
                    .update();
        }
    }

    /** The counts of all deferred batches of the run. */
    public GrantCounts getTotal(long jobInstance) {
        return jdbc.sql("""
                        SELECT coalesce(sum(granted), 0), coalesce(sum(revoked), 0), coalesce(sum(unchanged), 0)
                        FROM batch.deferred_revocation WHERE job_instance_id = ?
                        """)
                .param(jobInstance)
                .query((row, n) -> new GrantCounts(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single();
    }

    /**
     * The merchants that would lose more grants than they gain, largest loss first. {@code current} counts the grants
     * of the deferred users only.
     */
    public List<PlannedLoss.MerchantLoss> findLosingMerchants(long jobInstance) {
        // A batch has counts for nearly every merchant. Unnested in PostgreSQL that would be half a million rows.
        var sums = new TreeMap<Integer, long[]>();
        postgresCopy.readRows(
                "SELECT merchant_nos, merchant_current, merchant_granted, merchant_revoked FROM batch.deferred_revocation WHERE job_instance_id = "
                        + jobInstance,
                row -> {
                    int[] merchantNos = row.ints();
                    int[][] counts = {row.ints(), row.ints(), row.ints()};
                    for (int place = 0; place < merchantNos.length; place++) {
                        long[] sum = sums.computeIfAbsent(merchantNos[place], no -> new long[counts.length]);
                        for (int i = 0; i < counts.length; i++) {
                            sum[i] += counts[i][place];
                        }
                    }
                });
        return sums.entrySet().stream()
                .map(sum -> new PlannedLoss.MerchantLoss(
                        sum.getKey(), sum.getValue()[0], sum.getValue()[1], sum.getValue()[2]))
                .filter(merchant -> merchant.revoked() > merchant.granted())
                .sorted(Comparator.comparingLong(merchant -> merchant.granted() - merchant.revoked()))
                .toList();
    }
}
