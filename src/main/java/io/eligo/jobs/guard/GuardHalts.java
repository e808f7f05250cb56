package io.eligo.jobs.guard;

import io.eligo.jobs.files.BadArguments;
import io.eligo.platform.SetDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The halts of job instances by the loss guard and their approvals, in {@code batch.guard_halt}, {@code halted_merchant} and
 * {@code halted_offer}. A halt ends when it is approved, when a later run of the job completes, or when its execution is abandoned.
 * {@link GuardHaltQuery} reads what a halt shows to operators.
 */
@Component
public class GuardHalts {
    private final JdbcClient jdbc;

    GuardHalts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether a halted run of the job is neither approved nor abandoned. */
    public boolean isHaltPending(String job) {
        return countPendingHalts().containsKey(job);
    }

    /** The number of halted runs that are neither approved nor abandoned, by job; jobs without any are absent. */
    Map<String, Long> countPendingHalts() {
        return jdbc.sql("""
                        SELECT job, count(*) FROM batch.guard_halt h WHERE approved_at IS NULL AND closed_at IS NULL AND NOT EXISTS (
                            SELECT FROM batch.batch_job_execution e WHERE e.job_instance_id = h.job_instance_id AND e.status = 'ABANDONED')
                        GROUP BY job
                        """).query((row, n) -> Map.entry(row.getString(1), row.getLong(2))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Approves the losses that a halted run has shown. The run makes them once it is restarted.
     *
     * @param digest the digest that was shown to the approver; null for the current one of the halt
     * @throws BadArguments if no halt of that run waits for approval, if the halt has another digest, or if the
     *     approver or the reason is blank
     */
    public void approve(long jobInstance, String operator, String reason, @Nullable String digest) {
        if (operator.isBlank() || reason.isBlank()) {
            throw new BadArguments(String.format(
                    Locale.ROOT,
                    "%s is missing; an approval records its operator and reason",
                    operator.isBlank() ? "operator" : "reason"));
        }
        int approved = jdbc.sql("""
                        UPDATE batch.guard_halt SET approved_by = ?, approved_at = clock_timestamp(), reason = ?, approved_digest = digest
                        WHERE job_instance_id = ? AND approved_at IS NULL AND closed_at IS NULL AND digest = coalesce(?::text, digest)
                        """)
                .param(operator)
                .param(reason)
                .param(jobInstance)
                .param(digest)
                .update();
        if (approved == 0) {
            throw new BadArguments(String.format(
                    Locale.ROOT,
                    "run %d was not halted by the loss guard, is approved already, or its halt has changed since",
                    jobInstance));
        }
    }

    public void approve(long jobInstance, String operator, String reason) {
        approve(jobInstance, operator, reason, null);
    }

    /**
     * An approval.
     *
     * @param digest the digest of all losses that were shown to the approver. A rebuild compares it, while import asks for each loss
     *     by {@link #countUnapproved}
     */
    public record ApprovedHalt(String operator, String digest) {}

    /** Empty if the last halt of the run is not approved. */
    public Optional<ApprovedHalt> findApproved(long jobInstance) {
        return jdbc.sql("""
                        SELECT approved_by, approved_digest FROM batch.guard_halt WHERE job_instance_id = ? AND approved_digest IS NOT NULL
                        """)
                .param(jobInstance)
                .query((row, n) -> new ApprovedHalt(row.getString(1), row.getString(2)))
                .optional();
    }

    /** The number of these losses that were not shown when the run was approved; all of them if it was not approved. */
    public long countUnapproved(long jobInstance, List<SetDigest> losses) {
        return jdbc.sql("""
                        SELECT count(*) FROM unnest(?::bigint[]) AS loss WHERE NOT EXISTS (
                            SELECT FROM batch.guard_halt WHERE job_instance_id = ? AND approved_digest IS NOT NULL AND loss = ANY (losses))
                        """)
                .param(losses.stream().map(SetDigest::high).toArray(Long[]::new))
                .param(jobInstance)
                .query(Long.class)
                .single();
    }

    /** Stores the halt in the caller's transaction. Replaces an earlier halt of the job instance, and its approval. */
    void save(JobInstance instance, PlannedLoss loss, String message, HaltDetails details) {
        jdbc.sql("DELETE FROM batch.guard_halt WHERE job_instance_id = ?")
                .param(instance.getInstanceId())
                .update();
        jdbc.sql("""
                        INSERT INTO batch.guard_halt (job_instance_id, job, current, granted, revoked, message, digest, losses)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        instance.getInstanceId(),
                        instance.getJobName(),
                        loss.current(),
                        loss.granted(),
                        loss.revoked(),
                        message,
                        details.digest().toString(),
                        details.losses().stream().map(SetDigest::high).toArray(Long[]::new))
                .update();
        saveMerchants(instance, loss.merchants());
        saveOffers(instance, details.offers());
    }

    private void saveMerchants(JobInstance instance, List<PlannedLoss.MerchantLoss> merchants) {
        jdbc.sql("""
                        INSERT INTO batch.halted_merchant (job_instance_id, merchant_no, current, granted, revoked)
                        SELECT ?, * FROM unnest(?::integer[], ?::bigint[], ?::bigint[], ?::bigint[])
                        """)
                .param(instance.getInstanceId())
                .param(merchants.stream()
                        .map(PlannedLoss.MerchantLoss::merchantNo)
                        .toArray(Integer[]::new))
                .param(merchants.stream().map(PlannedLoss.MerchantLoss::current).toArray(Long[]::new))
                .param(merchants.stream().map(PlannedLoss.MerchantLoss::granted).toArray(Long[]::new))
                .param(merchants.stream().map(PlannedLoss.MerchantLoss::revoked).toArray(Long[]::new))
                .update();
    }

    private void saveOffers(JobInstance instance, List<GuardHalt.HaltedOffer> offers) {
        for (GuardHalt.HaltedOffer offer : offers) {
            jdbc.sql("INSERT INTO batch.halted_offer (job_instance_id, offer_id, name, message) VALUES (?, ?, ?, ?)")
                    .params(instance.getInstanceId(), offer.offer(), offer.name(), offer.message())
                    .update();
        }
    }

    /** Closes all halts of the job after a completed run. */
    public void closeHalts(String job) {
        jdbc.sql("UPDATE batch.guard_halt SET closed_at = clock_timestamp() WHERE job = ? AND closed_at IS NULL")
                .param(job)
                .update();
    }
}
