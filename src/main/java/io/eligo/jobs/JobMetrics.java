package io.eligo.jobs;

import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.runtime.Heartbeat;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** The metrics of executions on this node. */
@Component
class JobMetrics {
    /** How an execution or a partition ended. */
    private enum Ending {
        COMPLETED,
        FAILED,
        STOPPED,
        /** By the loss guard; of executions only. */
        HALTED;

        static Ending of(BatchStatus status) {
            return switch (status) {
                case COMPLETED -> COMPLETED;
                case STOPPED, STOPPING -> STOPPED;
                default -> FAILED;
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<String, JobMeters> metersByJob = new HashMap<>();

    JobMetrics(JobFiles files, Heartbeat heartbeat, MeterFactory meters) {
        for (String job : files.names()) {
            metersByJob.put(job, JobMeters.create(job, meters));
            meters.gauge(
                    MetricDefinition.JOB_RUNNING,
                    () -> heartbeat.findRunLock(job).isPresent() ? 1 : 0,
                    job);
        }
    }

    private record JobMeters(Map<Ending, Timer> executions, Map<Ending, Counter> partitions) {
        static JobMeters create(String job, MeterFactory meters) {
            var executions = new EnumMap<Ending, Timer>(Ending.class);
            var partitions = new EnumMap<Ending, Counter>(Ending.class);
            for (Ending ending : Ending.values()) {
                executions.put(ending, meters.histogram(MetricDefinition.JOB_DURATION, job, ending.word()));
                if (ending != Ending.HALTED) {
                    partitions.put(ending, meters.counter(MetricDefinition.JOB_PARTITIONS, job, ending.word()));
                }
            }
            return new JobMeters(executions, partitions);
        }

        void recordExecution(Ending ending, long nanos) {
            Objects.requireNonNull(executions.get(ending)).record(nanos, TimeUnit.NANOSECONDS);
        }

        void countPartition(Ending ending) {
            Objects.requireNonNull(partitions.get(ending)).increment();
        }
    }

    /** @param nanos the time that the execution took */
    void recordEnd(String job, JobExecution execution, JobResult result, long nanos) {
        JobMeters meters = Objects.requireNonNull(metersByJob.get(job), job);
        meters.recordExecution(result.halted() ? Ending.HALTED : Ending.of(result.status()), nanos);
        for (StepExecution step : execution.getStepExecutions()) {
            // A partition's name has its step's name before a colon.
            if (step.getStepName().indexOf(':') >= 0) {
                meters.countPartition(Ending.of(step.getStatus()));
            }
        }
    }
}
