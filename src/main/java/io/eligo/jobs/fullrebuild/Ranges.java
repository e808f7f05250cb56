package io.eligo.jobs.fullrebuild;

import io.eligo.customers.UserRange;
import io.eligo.jobs.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The ranges of users that the plan has cut, as Spring Batch's partitions; the same ones however often it asks. */
@Component
@StepScope
class Ranges implements Partitioner, StepExecutionListener {
    static final String RANGE = "range";
    private static final String PLAN = "ranges";
    private static final String USERS = "users";

    private final String plan;
    private final long users;
    private final Progress progress;

    Ranges(
            @Value("#{jobExecutionContext['" + PLAN + "']}") String plan,
            @Value("#{jobExecutionContext['" + USERS + "']}") long users,
            Progress progress) {
        this.plan = plan;
        this.users = users;
        this.progress = progress;
    }

    static void plan(ExecutionContext job, List<UserRange> ranges, long users) {
        job.putString(PLAN, ranges.stream().map(Ranges::text).collect(Collectors.joining(",")));
        job.putLong(USERS, users);
    }

    static UserRange parse(String range) {
        String[] ends = range.split("/");
        return new UserRange(UUID.fromString(ends[0]), UUID.fromString(ends[1]));
    }

    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        List<String> ranges = Stream.of(plan.split(",")).toList();
        var partitions = new LinkedHashMap<String, ExecutionContext>();
        for (int i = 0; i < ranges.size(); i++) {
            var context = new ExecutionContext();
            context.putString(RANGE, ranges.get(i));
            partitions.put("%03d".formatted(i), context);
        }
        return partitions;
    }

    @Override
    public void beforeStep(StepExecution step) {
        progress.begin("users", users);
    }

    private static String text(UserRange range) {
        return range.from() + "/" + range.upTo();
    }
}
