package io.eligo.rebuild;

import io.eligo.grants.GrantsReconciler;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/**
 * The reconciler that one execution of the rebuild uses on this node. It has its own index: with the shared
 * index a rebuild would confirm the errors of the incremental runs of the same process.
 */
@Component
class RebuildReconcilers implements JobExecutionListener {
    private final GrantsReconciler reconciler;
    private @Nullable ExecutionReconciler current;

    private record ExecutionReconciler(long execution, GrantsReconciler reconciler) {}

    RebuildReconcilers(GrantsReconciler reconciler) {
        this.reconciler = reconciler;
    }

    synchronized GrantsReconciler forStep(StepExecution step) {
        ExecutionReconciler known = current;
        if (known == null || known.execution() != step.getJobExecutionId()) {
            known = new ExecutionReconciler(step.getJobExecutionId(), reconciler.withFreshIndex());
            current = known;
        }
        return known.reconciler();
    }

    @Override
    public synchronized void afterJob(JobExecution execution) {
        if (current != null && current.execution() == execution.getId()) {
            current = null;
        }
    }
}
