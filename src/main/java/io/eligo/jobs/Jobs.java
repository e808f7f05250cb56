package io.eligo.jobs;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.parameters.JobParameter;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** Launches jobs: validated against their files, one run of a job at a time, resuming what did not complete. */
@Component
public class Jobs {
    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    private static final int RUNS_LOOKED_BACK = 50;

    /** Distinguishes runs with the same arguments; not an argument. */
    static final String RUN = "run";

    private final JobFiles files;
    private final Map<String, Job> registered;
    private final JobOperator operator;
    private final JobRepository repository;
    private final DataSource database;
    private final StopSignal stop;

    Jobs(
            JobFiles files,
            List<Job> jobs,
            JobOperator operator,
            JobRepository repository,
            DataSource database,
            StopSignal stop) {
        this.files = files;
        this.registered = jobs.stream().collect(Collectors.toMap(Job::getName, Function.identity()));
        this.operator = operator;
        this.repository = repository;
        this.database = database;
        this.stop = stop;
    }

    /**
     * Runs a job to its end in this thread. Where the last run with the same arguments did not complete and began within the
     * file's {@code resume-within}, that one is resumed: its finished partitions are not read again.
     *
     * @throws BadArguments if the job or an argument is unknown or does not fit
     * @throws JobRunning if the job is being run, and still is after the file's {@code patience}
     */
    public JobResult run(String job, Map<String, String> arguments) {
        JobFile file = files.get(job);
        Map<String, String> complete = file.complete(job, arguments);
        JobLock lock = JobLock.acquire(database, job, file.patience()).orElseThrow(() -> new JobRunning(job));
        stop.jobBegins();
        try (lock) {
            markDead(job);
            JobExecution execution = startOrResume(registered(job), complete);
            logFailures(job, execution);
            return JobResult.of(execution);
        } catch (JobExecutionException e) {
            throw new IllegalStateException("launching " + job, e);
        } finally {
            stop.jobEnds();
        }
    }

    private Job registered(String name) {
        Job job = registered.get(name);
        if (job == null) {
            throw new IllegalStateException("there is a jobs/%s.yml, but no such job".formatted(name));
        }
        return job;
    }

    // We hold the lock, so whatever still says that it runs belongs to a process that is gone.
    private void markDead(String job) {
        for (JobExecution execution : repository.findRunningJobExecutions(job)) {
            log.warn("{} {}: its process died; marking it failed", job, execution.getId());
            operator.recover(execution);
        }
    }

    private JobExecution startOrResume(Job job, Map<String, String> arguments) throws JobExecutionException {
        Duration within = files.get(job.getName()).resumeWithin();
        // Not worth looking for among all those runs, where none is ever resumed.
        Optional<JobExecution> unfinished =
                within.isZero() ? Optional.empty() : last(job, arguments).filter(last -> resumable(last, within));
        if (unfinished.isPresent()) {
            log.info(
                    "{} {} did not complete; resuming it",
                    job.getName(),
                    unfinished.get().getId());
            return operator.restart(unfinished.get());
        }
        JobInstance newest = repository.getLastJobInstance(job.getName());
        return operator.start(job, parameters(arguments, newest == null ? 1 : newest.getInstanceId() + 1));
    }

    /** The last execution of the newest run with these arguments, whatever has been run with others since. */
    private Optional<JobExecution> last(Job job, Map<String, String> arguments) {
        return repository.getJobInstances(job.getName(), 0, RUNS_LOOKED_BACK).stream()
                .map(repository::getLastJobExecution)
                .filter(Objects::nonNull)
                .filter(last -> arguments.equals(arguments(last.getJobParameters())))
                .findFirst();
    }

    private boolean resumable(JobExecution last, Duration within) {
        return (last.getStatus() == BatchStatus.FAILED || last.getStatus() == BatchStatus.STOPPED)
                && began(last).isAfter(LocalDateTime.now().minus(within));
    }

    private LocalDateTime began(JobExecution last) {
        return repository.getJobExecutions(last.getJobInstance()).stream()
                .map(JobExecution::getCreateTime)
                .min(LocalDateTime::compareTo)
                .orElse(last.getCreateTime());
    }

    // The one place where a failure is logged: Spring Batch's own steps log each twice, and are switched off. A refusal
    // or a stop says all there is to say in the run's last line.
    private static void logFailures(String job, JobExecution execution) {
        execution.getFailureExceptions().forEach(failure -> logFailure(job, execution, "", failure));
        for (StepExecution step : execution.getStepExecutions()) {
            step.getFailureExceptions()
                    .forEach(failure -> logFailure(job, execution, ", step " + step.getStepName(), failure));
        }
    }

    private static void logFailure(String job, JobExecution execution, String where, Throwable failure) {
        Throwable cause = JobResult.deepest(failure);
        if (!(cause instanceof JobRefused || cause instanceof JobInterruptedException)) {
            log.error("{} {}{}", job, execution.getId(), where, failure);
        }
    }

    private static JobParameters parameters(Map<String, String> arguments, long run) {
        var parameters = new JobParametersBuilder().addLong(RUN, run);
        arguments.forEach(parameters::addString);
        return parameters.toJobParameters();
    }

    private static Map<String, String> arguments(JobParameters parameters) {
        var arguments = new LinkedHashMap<String, String>();
        for (JobParameter<?> parameter : parameters) {
            if (!parameter.name().equals(RUN)) {
                arguments.put(parameter.name(), String.valueOf(parameter.value()));
            }
        }
        return arguments;
    }
}
