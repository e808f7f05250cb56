package io.eligo.jobs.schedule;

import io.eligo.jobs.control.JobSchedules;
import io.eligo.jobs.files.JobFiles;
import io.eligo.metrics.GaugeSampler;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.metrics.Sample;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.micrometer.core.instrument.Counter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The metrics of the outbox poller and of the schedules. */
@Component
@ConditionalOnRole(Role.SCHEDULER)
class ScheduleMetrics {
    private final JdbcClient jdbc;
    private final Counter polls;
    private final Counter failedPolls;
    private final Counter repairs;
    private final Map<String, Counter> fires = new HashMap<>();

    ScheduleMetrics(JdbcClient jdbc, JobFiles files, MeterFactory meters, GaugeSampler sampler) {
        this.jdbc = jdbc;
        this.polls = meters.counter(MetricDefinition.OUTBOX_POLLS, "ok");
        this.failedPolls = meters.counter(MetricDefinition.OUTBOX_POLLS, "error");
        this.repairs = meters.counter(MetricDefinition.SCHEDULE_REPAIRS);
        Sample<Map<String, Double>> overdue = sampler.register("schedules", this::findOverdue);
        for (String job : files.names()) {
            fires.put(job, meters.counter(MetricDefinition.SCHEDULE_FIRES, job));
            meters.gauge(
                    MetricDefinition.SCHEDULE_OVERDUE, () -> overdue.get(jobs -> jobs.getOrDefault(job, 0.0)), job);
        }
    }

    void countPoll(boolean succeeded) {
        (succeeded ? polls : failedPolls).increment();
    }

    void countRepair() {
        repairs.increment();
    }

    void countFire(String job) {
        Objects.requireNonNull(fires.get(job), job).increment();
    }

    /** The seconds for which schedules that are not paused have been overdue. */
    private Map<String, Double> findOverdue() {
        return jdbc
                .sql("""
                        SELECT job_name, max(greatest(0, extract(epoch FROM clock_timestamp()) - next_fire_time / 1000.0))
                        FROM quartz.qrtz_triggers
                        WHERE job_group = ? AND next_fire_time > 0 AND trigger_state NOT IN ('PAUSED', 'PAUSED_BLOCKED')
                        GROUP BY job_name
                        """)
                .param(JobSchedules.GROUP)
                .query((row, n) -> Map.entry(row.getString(1), row.getDouble(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
