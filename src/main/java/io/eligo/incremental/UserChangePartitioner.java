package io.eligo.incremental;

import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.StepUserCounts;
import io.eligo.jobs.files.UserChangesArguments;
import io.eligo.outbox.Leases;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The number of concurrent partitions: one, unless more users wait than fit in one transaction. Each partition leases
 * events itself. A dry run has one partition.
 */
@Component
@StepScope
class UserChangePartitioner implements Partitioner, StepExecutionListener {
    private final Leases leases;
    private final UserChangesArguments arguments;

    UserChangePartitioner(Leases leases, @Value("#{stepExecution}") StepExecution step) {
        this.leases = leases;
        this.arguments = UserChangesArguments.of(step.getJobParameters());
    }

    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        boolean single = arguments.user() != null
                || arguments.onlyFew()
                || arguments.dryRun()
                || leases.findBacklog().users() <= GrantsReconciler.MAX_USERS_PER_TRANSACTION;
        return IntStream.range(0, single ? 1 : gridSize)
                .mapToObj(no -> String.format(Locale.ROOT, "%03d", no))
                .collect(Collectors.toMap(Function.identity(), number -> new ExecutionContext()));
    }

    @Override
    public ExitStatus afterStep(StepExecution step) {
        return StepUserCounts.summarize(step);
    }
}
