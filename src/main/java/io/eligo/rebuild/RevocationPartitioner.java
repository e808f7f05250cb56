package io.eligo.rebuild;

import io.eligo.rebuild.deferred.DeferredRevocations;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * One partition for each compare partition with deferred batches, of the same name. A restart has only those with
 * remaining batches.
 */
@Component
@StepScope
class RevocationPartitioner implements Partitioner, StepExecutionListener {
    private final DeferredRevocations deferred;
    private final long jobInstance;

    RevocationPartitioner(DeferredRevocations deferred, @Value("#{stepExecution}") StepExecution step) {
        this.deferred = deferred;
        this.jobInstance = step.getJobExecution().getJobInstanceId();
    }

    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        return deferred.findPartitions(jobInstance).stream()
                .map(name -> name.substring(name.indexOf(':') + 1))
                .collect(Collectors.toMap(Function.identity(), number -> new ExecutionContext()));
    }

    /** The compare partition whose deferred batches {@code step} writes. */
    static String comparePartitionOf(StepExecution step) {
        return UserRangePartitioner.STEP
                + step.getStepName().substring(step.getStepName().indexOf(':'));
    }
}
