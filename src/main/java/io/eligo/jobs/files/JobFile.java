package io.eligo.jobs.files;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The settings of one job, in {@code jobs/NAME.yml}.
 *
 * @param description What the job does, for the console.
 * @param runbook Path of the runbook in the project, for the console.
 * @param arguments Accepted arguments of the command run, by name: description, type, required and default.
 * @param partitions Number of partitions; a failed partition is redone alone.
 * @param threads Number of partitions that run concurrently; 0 is one per processor.
 * @param chunkSize Number of items in a transaction.
 * @param resumeWithin A run that did not complete is resumed by the next launch with the same arguments if it started
 *     no longer ago than this.
 * @param waitForActiveRun Maximum time a launch waits for an active run of the same job.
 * @param restart Whether a run restarts automatically after its node died (auto) or by an operator (manual).
 * @param schedule Quartz cron expression in UTC; - for none.
 * @param misfire What happens if no node was alive at the scheduled time: run once a node is alive, or skip.
 */
public record JobFile(
        @NotBlank String description,
        @NotBlank String runbook,
        @DefaultValue Map<String, @Valid JobArgument> arguments,
        @DefaultValue("1") @Min(1) @Max(10_000) int partitions,
        @DefaultValue("1") @Min(0) @Max(1_000) int threads,
        @DefaultValue("1000") @Min(1) int chunkSize,
        @DefaultValue("PT12H") @DurationMin Duration resumeWithin,
        @DefaultValue("PT0S") @DurationMin Duration waitForActiveRun,
        @DefaultValue("manual") RestartPolicy restart,
        @Nullable String schedule,
        @DefaultValue("skip") MisfirePolicy misfire,
        @Valid @NestedConfigurationProperty @Nullable LossLimits lossLimits) {
    private static final String NO_SCHEDULE = "-";

    public JobFile {
        schedule = NO_SCHEDULE.equals(schedule) ? null : schedule;
        if (schedule != null && !CronExpression.isValidExpression(schedule)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "schedule is '%s'; accepted: a Quartz cron expression such as 0 30 2 * * ?, or - for none",
                    schedule));
        }
        lossLimits = lossLimits != null && lossLimits.enabled() ? lossLimits : null;
        arguments = new LinkedHashMap<>(arguments);
    }

    /** What happens to a run whose node died. */
    public enum RestartPolicy {
        /** The run restarts automatically, up to three times. */
        AUTO,
        /** The run waits for an operator, or for the next launch with the same arguments. */
        MANUAL
    }

    /** What happens to a scheduled run that was missed. */
    public enum MisfirePolicy {
        /** It runs once, as soon as a node is alive. */
        RUN,
        /** It is skipped until the next scheduled time. */
        SKIP
    }

    /**
     * An argument of a job.
     *
     * @param fallback the argument's default; null if it has none
     */
    public record JobArgument(
            @DefaultValue("") String description,
            @NotNull ArgumentType type,
            @DefaultValue("false") boolean required,
            @Name("default") @Nullable String fallback) {
        public JobArgument {
            if (type != null && fallback != null) {
                requireValid(type, fallback);
            }
        }

        private static void requireValid(ArgumentType type, String fallback) {
            try {
                type.check(fallback);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "default is '%s': %s", fallback, e.getMessage()), e);
            }
        }
    }

    /**
     * A run halts for approval before it revokes more than these limits; for full-rebuild, net of what it grants.
     *
     * @param enabled Whether losses are limited. Only full-rebuild and import count losses.
     * @param totalShare Share of all current grants or offers that a run may revoke without approval.
     * @param merchantShare Share of one merchant's current grants or offers that a run may revoke without approval; 1 lets each
     *     merchant lose everything.
     * @param minimum Number of losses below which no run halts.
     */
    public record LossLimits(
            @DefaultValue("true") boolean enabled,

            @DefaultValue("0.3") @DecimalMin("0") @DecimalMax("1")
            double totalShare,

            @DefaultValue("1") @DecimalMin("0") @DecimalMax("1")
            double merchantShare,

            @DefaultValue("0") @Min(0) long minimum) {}

    public int effectiveThreads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /**
     * Returns these arguments, with the defaults of the missing ones.
     *
     * @throws BadArguments naming the invalid argument and the accepted ones
     */
    public Map<String, String> resolveArguments(String job, Map<String, String> given) {
        given.forEach((name, value) -> check(job, name, value));
        var complete = new LinkedHashMap<String, String>();
        arguments.forEach((name, argument) -> {
            String value = given.getOrDefault(name, argument.fallback());
            if (value != null) {
                complete.put(name, value);
            } else if (argument.required()) {
                throw new BadArguments(String.format(
                        Locale.ROOT,
                        "%s needs %s= (%s). %s",
                        job,
                        name,
                        argument.description(),
                        describeArguments(job)));
            }
        });
        return complete;
    }

    private void check(String job, String name, String value) {
        JobArgument argument = arguments.get(name);
        if (argument == null) {
            throw new BadArguments(
                    String.format(Locale.ROOT, "%s has no argument %s. %s", job, name, describeArguments(job)));
        }
        try {
            argument.type().check(value);
        } catch (IllegalArgumentException e) {
            throw new BadArguments(String.format(Locale.ROOT, "%s: %s=%s: %s", job, name, value, e.getMessage()));
        }
    }

    private String describeArguments(String job) {
        if (arguments.isEmpty()) {
            return "It has no arguments.";
        }
        return arguments.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s= (%s%s)",
                        entry.getKey(),
                        entry.getValue().description(),
                        entry.getValue().required() ? ", required" : ""))
                .collect(Collectors.joining(", ", "Arguments of " + job + ": ", ""));
    }
}
