package io.eligo.jobs.guard;

import io.eligo.grants.reconcile.SetDigest;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.files.BadArguments;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Runs that were halted before they took anything away, and what people say to that. A run that is approved goes on when it is
 * restarted, if it would take away what was shown and nothing else; otherwise it halts again; to end it, abandon it.
 */
@Component
public class LossGuard implements JobExecutionListener {
    private static final int MAX_MERCHANTS = 50;

    private final JdbcClient jdbc;

    LossGuard(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The halt of a run, approved or not. */
    public Optional<GuardHalt> halt(long jobInstance) {
        return jdbc.sql("SELECT * FROM batch.guard_halt WHERE job_instance_id = ?")
                .param(jobInstance)
                .query((row, n) -> new GuardHalt(
                        jobInstance,
                        row.getString("job"),
                        row.getTimestamp("halted_at").toInstant(),
                        row.getLong("standing"),
                        row.getLong("granted"),
                        row.getLong("revoked"),
                        row.getString("says"),
                        row.getString("digest"),
                        findLargestLosses(jobInstance),
                        findHaltedOffers(jobInstance),
                        row.getTimestamp("approved_at") == null
                                ? null
                                : new GuardHalt.HaltApproval(
                                        row.getString("approved_by"),
                                        row.getTimestamp("approved_at").toInstant(),
                                        row.getString("reason"))))
                .optional();
    }

    /** It joins the merchants of another room: only for their names. */
    private List<GuardHalt.HaltMerchantLoss> findLargestLosses(long jobInstance) {
        return jdbc.sql("""
                        SELECT m.id, m.business_name, d.* FROM batch.run_difference d LEFT JOIN merchant m USING (merchant_no)
                        WHERE job_instance_id = ? ORDER BY revoked - granted DESC, merchant_no LIMIT ?
                        """)
                .params(jobInstance, MAX_MERCHANTS)
                .query((row, n) -> new GuardHalt.HaltMerchantLoss(
                        row.getObject("id", UUID.class),
                        row.getString("business_name"),
                        row.getLong("standing"),
                        row.getLong("granted"),
                        row.getLong("revoked")))
                .list();
    }

    private List<GuardHalt.HaltedOffer> findHaltedOffers(long jobInstance) {
        return jdbc.sql("SELECT * FROM batch.halted_offer WHERE job_instance_id = ? ORDER BY name, offer_id")
                .param(jobInstance)
                .query((row, n) -> new GuardHalt.HaltedOffer(
                        row.getObject("offer_id", UUID.class), row.getString("name"), row.getString("says")))
                .list();
    }

    /** Whether a run of the job stands halted, and nobody has approved or abandoned it. */
    public boolean isHaltPending(String job) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM batch.guard_halt h WHERE job = ? AND approved_at IS NULL AND closed_at IS NULL AND NOT EXISTS (
                            SELECT FROM batch.batch_job_execution e WHERE e.job_instance_id = h.job_instance_id AND e.status = 'ABANDONED'))
                        """).param(job).query(Boolean.class).single();
    }

    /**
     * What a halt shows, so that an approval covers it and nothing else.
     *
     * @param losses of each that is counted as revoked its part of the digest; empty where the run keeps them itself
     * @param offers of import, some of those that would go or reach fewer
     */
    public record HaltDetails(SetDigest digest, List<SetDigest> losses, List<GuardHalt.HaltedOffer> offers) {
        public HaltDetails {
            losses = List.copyOf(losses);
            offers = List.copyOf(offers);
        }

        public static HaltDetails of(SetDigest digest) {
            return new HaltDetails(digest, List.of(), List.of());
        }

        public static HaltDetails of(List<SetDigest> losses, List<GuardHalt.HaltedOffer> offers) {
            return new HaltDetails(losses.stream().reduce(SetDigest.EMPTY, SetDigest::plus), losses, offers);
        }
    }

    /**
     * Lets a halted run take away what it has shown, once it is restarted.
     *
     * @param digest of what was shown to the one who approves; null for what the halt shows now
     * @throws BadArguments if no halt of that run waits for it, or shows something else, or nobody or no reason is given
     */
    public void approve(long jobInstance, String who, String reason, @Nullable String digest) {
        if (who.isBlank() || reason.isBlank()) {
            throw new BadArguments(String.format(
                    Locale.ROOT,
                    "%s is missing; who lets a run take away so much, and why, is written down",
                    who.isBlank() ? "who" : "reason"));
        }
        int approved = jdbc.sql("""
                        UPDATE batch.guard_halt SET approved_by = ?, approved_at = clock_timestamp(), reason = ?, approved_digest = digest
                        WHERE job_instance_id = ? AND approved_at IS NULL AND closed_at IS NULL AND digest = coalesce(?::text, digest)
                        """)
                .param(who)
                .param(reason)
                .param(jobInstance)
                .param(digest)
                .update();
        if (approved == 0) {
            throw new BadArguments(String.format(
                    Locale.ROOT,
                    "run %d was not halted by its guard, has been approved already, or shows something else by now",
                    jobInstance));
        }
    }

    public void approve(long jobInstance, String who, String reason) {
        approve(jobInstance, who, reason, null);
    }

    /** An approval, and the digest of what was shown to the one who gave it. */
    public record ApprovedHalt(String who, String digest) {}

    /** Empty where nobody has approved what the run has shown last. */
    public Optional<ApprovedHalt> findApproved(long jobInstance) {
        return jdbc.sql("""
                        SELECT approved_by, approved_digest FROM batch.guard_halt WHERE job_instance_id = ? AND approved_digest IS NOT NULL
                        """)
                .param(jobInstance)
                .query((row, n) -> new ApprovedHalt(row.getString(1), row.getString(2)))
                .optional();
    }

    /** How many of these losses were not shown when the run was approved; all of them if it was not. */
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

    /** Halts the run, in the transaction of its step: nothing behind this step is begun, and a restart comes back to it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void halt(StepContribution step, PlannedLoss loss, String beyond, HaltDetails details) {
        JobExecution run = step.getStepExecution().getJobExecution();
        String says = "halted by its guard, nothing was taken away: " + beyond;
        saveHalt(run.getJobInstance(), loss, says, details);
        for (GuardHalt.HaltedOffer offer : details.offers()) {
            jdbc.sql("INSERT INTO batch.halted_offer VALUES (?, ?, ?, ?)")
                    .params(run.getJobInstanceId(), offer.offer(), offer.name(), offer.says())
                    .update();
        }
        run.getExecutionContext().putString(JobResult.SUMMARY, says);
        step.setExitStatus(new ExitStatus(JobResult.HALTED, says));
        step.getStepExecution().setTerminateOnly();
    }

    private void saveHalt(JobInstance run, PlannedLoss loss, String says, HaltDetails details) {
        jdbc.sql("DELETE FROM batch.guard_halt WHERE job_instance_id = ?")
                .param(run.getInstanceId())
                .update();
        jdbc.sql("""
                        INSERT INTO batch.guard_halt (job_instance_id, job, standing, granted, revoked, says, digest, losses)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        run.getInstanceId(),
                        run.getJobName(),
                        loss.standing(),
                        loss.granted(),
                        loss.revoked(),
                        says,
                        details.digest().toString(),
                        details.losses().stream().map(SetDigest::high).toArray(Long[]::new))
                .update();
        jdbc.sql(
                        "INSERT INTO batch.run_difference SELECT ?, * FROM unnest(?::integer[], ?::bigint[], ?::bigint[], ?::bigint[])")
                .param(run.getInstanceId())
                .param(loss.merchants().stream()
                        .map(PlannedLoss.MerchantLoss::merchantNo)
                        .toArray(Integer[]::new))
                .param(loss.merchants().stream()
                        .map(PlannedLoss.MerchantLoss::standing)
                        .toArray(Long[]::new))
                .param(loss.merchants().stream()
                        .map(PlannedLoss.MerchantLoss::granted)
                        .toArray(Long[]::new))
                .param(loss.merchants().stream()
                        .map(PlannedLoss.MerchantLoss::revoked)
                        .toArray(Long[]::new))
                .update();
    }

    /** Spring Batch calls a run stopped whose step has stopped, whatever the step says of itself. */
    @Override
    public void afterJob(JobExecution run) {
        run.getStepExecutions().stream()
                .map(StepExecution::getExitStatus)
                .filter(exit -> exit.getExitCode().equals(JobResult.HALTED))
                .findFirst()
                .ifPresent(run::setExitStatus);
    }

    /** A run of the job is done: whatever halted before is history. */
    public void closeHalts(String job) {
        jdbc.sql("UPDATE batch.guard_halt SET closed_at = clock_timestamp() WHERE job = ? AND closed_at IS NULL")
                .param(job)
                .update();
    }
}
