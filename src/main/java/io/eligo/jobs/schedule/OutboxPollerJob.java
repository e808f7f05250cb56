package io.eligo.jobs.schedule;

import org.jspecify.annotations.Nullable;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.InterruptableJob;
import org.quartz.JobExecutionContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.quartz.QuartzJobBean;

/** Runs the poller on the node that Quartz chose, for as long as the node lives. */
@DisallowConcurrentExecution
class OutboxPollerJob extends QuartzJobBean implements InterruptableJob {
    private final OutboxPoller poller;
    private volatile @Nullable Thread thread;
    private volatile boolean interrupted;

    @Autowired
    OutboxPollerJob(OutboxPoller poller) {
        this.poller = poller;
    }

    @Override
    protected void executeInternal(JobExecutionContext context) {
        run();
    }

    void run() {
        thread = Thread.currentThread();
        // The interrupt may come before this thread is known.
        if (!interrupted) {
            poller.pollUntilInterrupted();
        }
    }

    @Override
    public void interrupt() {
        interrupted = true;
        Thread working = thread;
        if (working != null) {
            working.interrupt();
        }
    }
}
