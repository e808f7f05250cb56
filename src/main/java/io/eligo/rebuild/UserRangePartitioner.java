package io.eligo.rebuild;

import io.eligo.customers.UserRange;
import io.eligo.jobs.progress.Progress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The planned ranges of users as Spring Batch partitions. Every call returns the same ranges. */
@Component
@StepScope
class UserRangePartitioner implements Partitioner, StepExecutionListener {
    /** The worker step that compares a range. A partition's name is this name, a colon, and its number. */
    static final String STEP = "range";

    private static final String PLAN = "ranges";
    private static final String USERS = "users";

    private final String plan;
    private final long users;
    private final Progress progress;

    UserRangePartitioner(
            @Value("#{jobExecutionContext['" + PLAN + "']}") String plan,
            @Value("#{jobExecutionContext['" + USERS + "']}") long users,
            Progress progress) {
        this.plan = plan;
        this.users = users;
        this.progress = progress;
    }

    static void plan(ExecutionContext job, List<UserRange> ranges, long users) {
        job.putString(
                PLAN, ranges.stream().map(UserRangePartitioner::formatRange).collect(Collectors.joining(",")));
        job.putLong(USERS, users);
    }

    static boolean isPlanned(ExecutionContext job) {
        return job.containsKey(PLAN);
    }

    /**
     * The range that {@code step} compares, found by the step's name in the plan and not in its own context: Spring
     * Batch commits a partition before it stores the context from the partitioner, and a restart would find an
     * empty context.
     */
    static UserRange rangeOf(StepExecution step) {
        String name = step.getStepName();
        int number = Integer.parseInt(name.substring(name.indexOf(':') + 1));
        String[] ends = parseRanges(step.getJobExecution().getExecutionContext().getString(PLAN))
                .get(number)
                .split("/");
        return new UserRange(UUID.fromString(ends[0]), UUID.fromString(ends[1]));
    }

    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        return IntStream.range(0, parseRanges(plan).size())
                .mapToObj(no -> String.format(Locale.ROOT, "%03d", no))
                .collect(Collectors.toMap(Function.identity(), number -> new ExecutionContext()));
    }

    @Override
    public void beforeStep(StepExecution step) {
        progress.begin("users", users);
    }

    private static List<String> parseRanges(String plan) {
        return List.of(plan.split(","));
    }

    private static String formatRange(UserRange range) {
        return range.from() + "/" + range.upTo();
    }
}
