package io.eligo.demodata;

import io.eligo.demodata.DemoUserPartitioner.UserNumberRange;
import io.eligo.demodata.DemoUsers.DemoUser;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.progress.PartitionProgress;
import io.eligo.jobs.progress.PartitionProgress.PartitionCheckpoint;
import io.eligo.jobs.progress.Progress;
import io.eligo.jobs.runtime.StopSignal;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One piece of the users: made by number and copied a chunk at a time. Begins behind the last chunk that committed. */
@Component
@StepScope
class DemoUserItems implements ItemStreamReader<DemoUser>, ItemWriter<DemoUser> {
    private final SourceTables tables;
    private final PartitionProgress partitions;
    private final Progress progress;
    private final StopSignal stop;
    private final StepExecution step;
    private final DemoUsers demoUsers;
    private final UserNumberRange range;

    private long generated;
    private long reported;

    DemoUserItems(
            SourceTables tables,
            PartitionProgress partitions,
            Progress progress,
            StopSignal stop,
            @Value("#{stepExecution}") StepExecution step) {
        this.tables = tables;
        this.partitions = partitions;
        this.progress = progress;
        this.stop = stop;
        this.step = step;
        DemoDataset dataset = DemoDataset.of(step.getJobExecution().getJobParameters());
        this.demoUsers = new DemoUsers(dataset);
        this.range = UserNumberRange.of(step.getStepName(), dataset.users());
        this.generated =
                partitions.getCheckpoint(jobInstance(), step.getStepName()).users();
    }

    @Override
    public @Nullable DemoUser read() {
        return range.from() + generated < range.to() ? demoUsers.user(range.from() + generated++) : null;
    }

    @Override
    public void write(Chunk<? extends DemoUser> users) {
        tables.fillCustomerTypes(users);
    }

    /** Within the chunk's transaction. */
    @Override
    public void update(ExecutionContext context) {
        partitions.save(jobInstance(), step.getStepName(), new PartitionCheckpoint(null, generated, GrantCounts.ZERO));
        progress.advance(generated - reported);
        reported = generated;
        stop.stopIfRequested(step);
    }

    private long jobInstance() {
        return step.getJobExecution().getJobInstanceId();
    }
}
