package io.eligo.jobs.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * One {@code jobs/NAME.yml}. Every job answers the same questions: {@code why} to {@code runbook} are documentation,
 * the other keys are settings.
 *
 * @param arguments the accepted arguments of {@code run NAME}, by name
 * @param partitions the number of partitions; a failed partition is redone alone
 * @param threads the number of partitions that run concurrently; 0 is one per processor
 * @param chunk the number of items in a transaction
 * @param resumeWithin a run that did not complete is resumed by the next launch with the same arguments if it started
 *     no longer ago than this
 * @param patience how long a launch waits for an active run of the same job
 * @param restart whether a run restarts automatically after its node died
 * @param schedule a Quartz cron expression in UTC; null if the job has no schedule
 * @param missed what happens if no node was alive at the scheduled time; only with a schedule
 * @param guard the limits of the loss guard; null if losses are not limited
 */
public record JobFile(
        @JsonProperty(required = true) String why,
        @JsonProperty(required = true) String trigger,
        @JsonProperty(required = true) String input,
        @JsonProperty(required = true) String output,
        @JsonProperty(required = true) String badRecord,
        @JsonProperty(required = true) String resuming,
        @JsonProperty(required = true) String runbook,
        @JsonProperty(required = true) Map<String, JobArgument> arguments,
        @JsonProperty(required = true) int partitions,
        @JsonProperty(required = true) int threads,
        @JsonProperty(required = true) int chunk,
        @JsonProperty(required = true) Duration resumeWithin,
        @JsonProperty(required = true) Duration patience,
        @JsonProperty(required = true) RestartPolicy restart,
        @Nullable String schedule,
        @Nullable MisfirePolicy missed,
        @Nullable LossLimits guard) {
    public JobFile {
        atLeast("partitions", partitions, 1);
        atLeast("threads", threads, 0);
        atLeast("chunk", chunk, 1);
        if (resumeWithin.isNegative()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "resume-within is %s, it must not be negative", resumeWithin));
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "patience is %s, it must not be negative", patience));
        }
        if (schedule != null && !CronExpression.isValidExpression(schedule)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "schedule is '%s', it must be a Quartz cron expression such as 0 30 2 * * ?",
                    schedule));
        }
        if ((schedule == null) != (missed == null)) {
            throw new IllegalArgumentException("schedule and missed must be given together");
        }
        arguments = new LinkedHashMap<>(arguments);
    }

    /** What happens to a run whose node died. */
    public enum RestartPolicy {
        /** The run restarts automatically, up to three times. */
        @JsonProperty("auto")
        AUTO,
        /** The run waits for an operator, or for the next launch with the same arguments. */
        @JsonProperty("manual")
        MANUAL
    }

    /** What happens to a scheduled run that was missed. */
    public enum MisfirePolicy {
        /** It runs once, as soon as a node is alive. */
        @JsonProperty("run")
        RUN,
        /** It is skipped until the next scheduled time. */
        @JsonProperty("skip")
        SKIP
    }

    /** An argument of a job; {@code fallback} is its {@code default}. */
    public record JobArgument(
            @JsonProperty(required = true) String about,
            @JsonProperty(required = true) ArgumentType type,
            @JsonProperty(required = true) boolean required,
            @JsonProperty("default") @Nullable String fallback) {
        public JobArgument {
            if (fallback != null) {
                type.check(fallback);
            }
        }
    }

    /**
     * A run halts for approval before it revokes more than these limits, net of what it grants.
     *
     * @param ofAll the share of all current grants or offers
     * @param ofMerchant the share at one merchant; 1 lets each merchant lose everything
     * @param from losses below this number never halt a run
     */
    public record LossLimits(
            @JsonProperty(required = true) double ofAll,
            @JsonProperty(required = true) double ofMerchant,
            @JsonProperty(required = true) long from) {
        public LossLimits {
            share("of-all", ofAll);
            share("of-merchant", ofMerchant);
            if (from < 0) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "from is %d, it must be at least 0", from));
            }
        }

        private static void share(String key, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s is %s, it must be from 0 to 1", key, value));
            }
        }
    }

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
                        Locale.ROOT, "%s needs %s= (%s). %s", job, name, argument.about(), describeArguments(job)));
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
                        entry.getValue().about(),
                        entry.getValue().required() ? ", required" : ""))
                .collect(Collectors.joining(", ", "Arguments of " + job + ": ", ""));
    }

    private static void atLeast(String key, int value, int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s is %d, it must be at least %d", key, value, minimum));
        }
    }
}
