package io.eligo.rebuild;

import io.eligo.grants.GrantsReconciler;
import io.eligo.outbox.inspect.AffectedGrantsQuery;
import io.eligo.rebuild.deferred.DeferredDiffs;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** The {@link RebuildState} of the execution that this node runs. The first step that asks creates it; the end of the job drops it. */
@Component
class RebuildStates implements JobExecutionListener {
    private final GrantsReconciler reconciler;
    private final AffectedGrantsQuery events;
    private @Nullable RebuildState current;

    RebuildStates(GrantsReconciler reconciler, AffectedGrantsQuery events) {
        this.reconciler = reconciler;
        this.events = events;
    }

    synchronized RebuildState forStep(StepExecution step) {
        RebuildState known = current;
        if (known == null || known.execution() != step.getJobExecutionId()) {
            known = new RebuildState(
                    step.getJobExecutionId(),
                    reconciler.withFreshIndex(),
                    new DeferredDiffs(),
                    new EventRevocationHold(events));
            current = known;
        }
        return known;
    }

    @Override
    public synchronized void afterJob(JobExecution execution) {
        if (current != null && current.execution() == execution.getId()) {
            current = null;
        }
    }
}
