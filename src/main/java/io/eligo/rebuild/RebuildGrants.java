package io.eligo.rebuild;

import io.eligo.grants.Grants;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/**
 * The grants view that one execution of the rebuild uses on this node. It has an index of its own: with the shared
 * index a rebuild would confirm the errors of the incremental runs of the same process.
 */
@Component
class RebuildGrants implements JobExecutionListener {
    private final Grants grants;
    private @Nullable ExecutionGrants current;

    private record ExecutionGrants(long execution, Grants grants) {}

    RebuildGrants(Grants grants) {
        this.grants = grants;
    }

    synchronized Grants forStep(StepExecution step) {
        ExecutionGrants known = current;
        if (known == null || known.execution() != step.getJobExecutionId()) {
            known = new ExecutionGrants(step.getJobExecutionId(), grants.withFreshIndex());
            current = known;
        }
        return known.grants();
    }

    @Override
    public synchronized void afterJob(JobExecution execution) {
        if (current != null && current.execution() == execution.getId()) {
            current = null;
        }
    }
}
