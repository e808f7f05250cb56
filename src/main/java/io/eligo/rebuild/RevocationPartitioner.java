package io.eligo.rebuild;

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

/** A partition for each range that has held something; named like it, and at a restart only those where something is left. */
@Component
@StepScope
class RevocationPartitioner implements Partitioner, StepExecutionListener {
    private final DeferredRevocations deferred;
    private final long jobInstance;

    RevocationPartitioner(DeferredRevocations held, @Value("#{stepExecution}") StepExecution step) {
        this.deferred = held;
        this.jobInstance = step.getJobExecution().getJobInstanceId();
    }

    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        return deferred.findPartitions(jobInstance).stream()
                .map(name -> name.substring(name.indexOf(':') + 1))
                .collect(Collectors.toMap(Function.identity(), number -> new ExecutionContext()));
    }

    /** The partition of the comparison whose held slices are the work of {@code step}. */
    static String comparePartitionOf(StepExecution step) {
        return UserRangePartitioner.STEP
                + step.getStepName().substring(step.getStepName().indexOf(':'));
    }
}
