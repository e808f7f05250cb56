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
 * One {@code jobs/NAME.yml}: the same questions answered for every job. {@code why} to {@code runbook} are for people,
 * the rest is obeyed.
 *
 * @param arguments what may stand behind {@code run NAME}, by name
 * @param partitions how many pieces the work is cut into; one that failed is re-done alone
 * @param threads how many pieces run at once; 0 is one a processor
 * @param chunk how many items a transaction takes
 * @param resumeWithin a run that did not complete is resumed by the next launch with the same arguments, if it began no longer ago
 * @param patience how long a launch waits for a run of the job that is going on
 * @param restart whether a run whose node died goes on by itself
 * @param schedule when it runs by itself, as a Quartz cron expression in UTC; never where it is left out
 * @param missed what happens where no node was there to run it when its time had come; only with a schedule
 * @param guard how much it may take away without asking; as much as it likes where it is left out
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
            throw new IllegalArgumentException("schedule and missed are given both or not at all");
        }
        arguments = new LinkedHashMap<>(arguments);
    }

    /** Of a run whose node died. */
    public enum RestartPolicy {
        /** It goes on by itself, up to three times. */
        @JsonProperty("auto")
        AUTO,
        /** It waits for an operator, or for the next launch with the same arguments. */
        @JsonProperty("manual")
        MANUAL
    }

    /** Of a time that passed. */
    public enum MisfirePolicy {
        /** It is run as soon as there is a node, once. */
        @JsonProperty("run")
        RUN,
        /** It is run when its time comes again. */
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
     * A run halts and asks before it takes more away than this, net of what it gives.
     *
     * @param ofAll share of all that stands
     * @param ofMerchant share of what stands at a merchant; 1 lets each of them lose everything
     * @param from what is less than so many is never worth asking
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
     * These arguments with the defaults of those that are missing.
     *
     * @throws BadArguments naming the argument at fault and the accepted ones
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
            return "It takes none.";
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

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s is %d, it must be at least %d", key, value, least));
        }
    }
}
