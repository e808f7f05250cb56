package io.eligo.jobs.control;

import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import java.util.List;
import org.springframework.stereotype.Component;

/** An overview of each job: its schedule, its last execution and how long it usually takes. */
@Component
public class JobOverviews {
    private final JobFiles files;
    private final JobSchedules schedules;
    private final Executions executions;
    private final RunDurations durations;

    JobOverviews(JobFiles files, JobSchedules schedules, Executions executions, RunDurations durations) {
        this.files = files;
        this.schedules = schedules;
        this.executions = executions;
        this.durations = durations;
    }

    /** One overview for each job file. */
    public List<JobOverview> findAll() {
        return files.all().entrySet().stream()
                .map(entry -> find(entry.getKey(), entry.getValue()))
                .toList();
    }

    private JobOverview find(String job, JobFile file) {
        boolean paused = schedules.isPaused(job);
        return new JobOverview(
                job,
                file,
                paused,
                paused ? null : schedules.findNextRun(job),
                executions.findNewest(new Executions.ExecutionFilter(job, null, null, null, null), null, 1).stream()
                        .findFirst()
                        .orElse(null),
                durations.findMedianDuration(job));
    }
}
