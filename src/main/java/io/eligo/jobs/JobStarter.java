package io.eligo.jobs;

import io.eligo.jobs.files.JobFiles;
import io.eligo.platform.LogField;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameter;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.stereotype.Component;

/**
 * Starts executions in this thread: of a new run, or of the last run with the same arguments if that did not complete. Its caller,
 * {@link JobRunner}, holds the run lock of the job.
 */
@Component
public class JobStarter {
    private static final Logger log = LoggerFactory.getLogger(JobStarter.class);
    private static final int MAX_RUNS_SEARCHED = 50;

    /** A job parameter that distinguishes runs with the same arguments. It is not an argument. */
    private static final String RUN_PARAMETER = "run";

    private final JobFiles files;
    private final Map<String, Job> jobs;
    private final JobOperator operator;
    private final JobRepository repository;

    JobStarter(JobFiles files, List<Job> jobs, JobOperator operator, JobRepository repository) {
        this.files = files;
        this.jobs = jobs.stream().collect(Collectors.toMap(Job::getName, Function.identity()));
        this.operator = operator;
        this.repository = repository;
    }

    /** Whether an execution that did not complete may be restarted. If not, the next run does its remaining work. */
    public boolean isRestartable(String job) {
        Job registered = jobs.get(job);
        return registered != null && registered.isRestartable();
    }

    /**
     * Starts a run, or resumes the newest run with these arguments if it did not complete and started within the file's
     * {@code resume-within}.
     */
    JobExecution startOrResume(String name, Map<String, String> arguments) throws JobExecutionException {
        Job job = get(name);
        Duration within = files.get(name).resumeWithin();
        // Jobs that are never resumed skip this query: it would search all their runs.
        Optional<JobExecution> unfinished = within.isZero()
                ? Optional.empty()
                : findLastExecution(job, arguments).filter(last -> isResumable(last, within));
        if (unfinished.isPresent()) {
            logResumed(name, unfinished.get());
            return operator.restart(unfinished.get());
        }
        JobInstance newest = repository.getLastJobInstance(name);
        return operator.start(job, parameters(arguments, newest == null ? 1 : newest.getInstanceId() + 1));
    }

    private static void logResumed(String job, JobExecution execution) {
        try (LogField.Entry field = LogField.EXECUTION.put(execution.getId())) {
            log.info("Execution {} of {} did not complete, resuming it", execution.getId(), job);
        }
    }

    /** @throws JobRefused if {@code execution} is not the last one of its run, or neither failed nor was stopped */
    JobExecution restart(JobExecution execution) throws JobExecutionException {
        JobExecution last = Objects.requireNonNull(repository.getLastJobExecution(execution.getJobInstance()));
        if (last.getId() != execution.getId() || !isRestartable(last.getStatus())) {
            throw new JobRefused(String.format(
                    Locale.ROOT,
                    "execution %d cannot be restarted: the last execution of its run is %d, with status %s",
                    execution.getId(),
                    last.getId(),
                    last.getStatus()));
        }
        return operator.restart(last);
    }

    private Job get(String name) {
        Job job = jobs.get(name);
        if (job == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "job file jobs/%s.yml has no matching job", name));
        }
        return job;
    }

    /** The last execution of the newest run with these arguments, also if newer runs with other arguments exist. */
    private Optional<JobExecution> findLastExecution(Job job, Map<String, String> arguments) {
        return repository.getJobInstances(job.getName(), 0, MAX_RUNS_SEARCHED).stream()
                .map(repository::getLastJobExecution)
                .filter(Objects::nonNull)
                .filter(last -> arguments.equals(arguments(last.getJobParameters())))
                .findFirst();
    }

    private boolean isResumable(JobExecution last, Duration within) {
        return isRestartable(last.getStatus())
                && getRunStart(last).isAfter(Instant.now().minus(within));
    }

    /** Whether an execution with this status can be restarted or abandoned: it has ended and did not complete. */
    public static boolean isRestartable(BatchStatus status) {
        return status == BatchStatus.FAILED || status == BatchStatus.STOPPED;
    }

    // Spring Batch returns the times of its records in the time zone of this process.
    private Instant getRunStart(JobExecution last) {
        return repository.getJobExecutions(last.getJobInstance()).stream()
                .map(JobExecution::getCreateTime)
                .min(LocalDateTime::compareTo)
                .orElse(last.getCreateTime())
                .atZone(ZoneId.systemDefault())
                .toInstant();
    }

    private static JobParameters parameters(Map<String, String> arguments, long number) {
        var parameters = new JobParametersBuilder().addLong(RUN_PARAMETER, number);
        arguments.forEach(parameters::addString);
        return parameters.toJobParameters();
    }

    private static Map<String, String> arguments(JobParameters parameters) {
        var arguments = new LinkedHashMap<String, String>();
        for (JobParameter<?> parameter : parameters) {
            if (!parameter.name().equals(RUN_PARAMETER)) {
                arguments.put(parameter.name(), String.valueOf(parameter.value()));
            }
        }
        return arguments;
    }
}
