package io.eligo.feed.shadow;

import io.eligo.feed.shadow.ShadowComparer.Comparison;
import io.eligo.grants.GrantsReconciler;
import io.eligo.platform.OutageLog;
import io.eligo.platform.connections.ShadowConnections;
import io.eligo.platform.threads.Executors;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rollout.shadow.ShadowCases;
import io.eligo.rollout.shadow.WrongAnswer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares reads in the background, counts the outcomes, and records wrong answers. A read that finds the queue full is dropped, and so is
 * one whose answer is too large to be kept.
 */
@Component
public class ShadowComparisons {
    private static final Logger log = LoggerFactory.getLogger(ShadowComparisons.class);
    private static final int RECORD_TIMEOUT_SECONDS = 5;

    // An answer of the query-time path is in memory until it is compared; an outlet needs some hundred bytes.
    private static final int MAX_OUTLETS = 20_000;
    private static final int MAX_WAITING_OUTLETS = 100_000;

    private final TaskExecutor executor;
    private final ShadowConnections connections;
    private final ShadowComparer comparer;
    private final ShadowCases cases;
    private final GrantsReconciler grantsReconciler;
    private final TransactionTemplate transaction;
    private final ShadowMetrics metrics;
    private final Semaphore waitingOutlets = new Semaphore(MAX_WAITING_OUTLETS);
    private final OutageLog outage = new OutageLog(
            log, "Shadow comparison failed, dropped: {}", "Shadow comparisons succeeded again after {} s");

    ShadowComparisons(
            @Qualifier(Executors.SHADOW) TaskExecutor executor,
            ShadowConnections connections,
            ShadowComparer comparer,
            ShadowCases cases,
            GrantsReconciler grantsReconciler,
            PlatformTransactionManager transactions,
            ShadowMetrics metrics) {
        this.executor = executor;
        this.connections = connections;
        this.comparer = comparer;
        this.cases = cases;
        this.grantsReconciler = grantsReconciler;
        this.transaction = new TransactionTemplate(transactions);
        transaction.setTimeout(RECORD_TIMEOUT_SECONDS);
        this.metrics = metrics;
    }

    /** Returns at once. */
    public void submit(ServedRead served) {
        int outlets = served.outlets();
        if (outlets > MAX_OUTLETS) {
            metrics.countTooLarge();
        } else if (!waitingOutlets.tryAcquire(outlets)) {
            metrics.countQueueFull();
        } else {
            enqueue(served);
        }
    }

    private void enqueue(ServedRead served) {
        try {
            executor.execute(() -> {
                try {
                    compare(served);
                } finally {
                    waitingOutlets.release(served.outlets());
                }
            });
        } catch (TaskRejectedException e) {
            // A counter reports it: a log line for each would cost more than the comparison.
            log.trace("Shadow queue full, comparison dropped", e);
            waitingOutlets.release(served.outlets());
            metrics.countQueueFull();
        }
    }

    private void compare(ServedRead served) {
        try {
            connections.call(() -> {
                Comparison comparison = comparer.compare(served);
                try {
                    WrongAnswer finding = comparison.finding();
                    if (finding != null) {
                        record(served.read().user(), finding);
                    }
                } finally {
                    // After the case, so that the counter's alarm leads to it; and also without the case.
                    metrics.count(comparison.outcome());
                }
                return comparison.outcome();
            });
            outage.recordSuccess();
        } catch (RuntimeException e) {
            metrics.countFailed();
            // While the database is slow or unavailable, all comparisons fail. A shutdown interrupts them.
            if (!Thread.currentThread().isInterrupted()) {
                outage.recordFailure(e);
            }
        }
    }

    private void record(UUID user, WrongAnswer finding) {
        Optional<Long> id = transaction.execute(status -> {
            // Locked: the user cannot be erased before the case is there to be erased too.
            boolean known = !grantsReconciler.lockExisting(List.of(user)).isEmpty();
            return cases.record(known ? user : null, finding);
        });
        id.ifPresent(newCase -> log.warn(
                "Wrong answer found, shadow case {}: {} offers of a read of {} differ, {}, {}; see ops/runbooks/wrong-answers.md",
                newCase,
                finding.differences().size(),
                finding.read().query(),
                finding.differences().stream()
                        .flatMap(difference -> difference.faults().stream())
                        .distinct()
                        .map(OfferDifference.Fault::words)
                        .toList(),
                finding.confirmation()));
    }
}
