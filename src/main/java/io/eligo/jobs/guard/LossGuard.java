package io.eligo.jobs.guard;

import io.eligo.jobs.JobResult;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Halts an execution before it revokes anything that needs an approval; a guarded job has it as a listener. The guard step of the
 * job decides whether to halt. After the approval the next execution of the job instance continues if it would revoke only what
 * was shown; otherwise it halts again.
 */
@Component
public class LossGuard implements JobExecutionListener {
    private final GuardHalts halts;

    LossGuard(GuardHalts halts) {
        this.halts = halts;
    }

    /**
     * Halts the execution in the transaction of its step. No later step starts, and a restart repeats this step.
     *
     * @param excess what would be lost and which limit that exceeds; the summary of the execution
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void halt(StepContribution step, PlannedLoss loss, String excess, HaltDetails details) {
        JobExecution execution = step.getStepExecution().getJobExecution();
        halts.save(execution.getJobInstance(), loss, excess, details);
        execution.getExecutionContext().putString(JobResult.SUMMARY, excess);
        step.setExitStatus(new ExitStatus(JobResult.HALTED, excess));
        step.getStepExecution().setTerminateOnly();
    }

    /**
     * Restores the exit code HALTED: Spring Batch sets the exit code of a run with a stopped step to STOPPED,
     * regardless of the step's exit code.
     */
    @Override
    public void afterJob(JobExecution execution) {
        execution.getStepExecutions().stream()
                .map(StepExecution::getExitStatus)
                .filter(exit -> exit.getExitCode().equals(JobResult.HALTED))
                .findFirst()
                .ifPresent(execution::setExitStatus);
    }
}
