package io.eligo.jobs.demodata;

import io.eligo.grants.GrantCounts;
import io.eligo.jobs.PartitionProgress;
import io.eligo.jobs.PartitionProgress.Mark;
import io.eligo.jobs.Progress;
import io.eligo.jobs.StopSignal;
import io.eligo.jobs.demodata.DemoUsers.DemoUser;
import io.eligo.jobs.demodata.PiecesOfUsers.Piece;
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
class PieceOfUsers implements ItemStreamReader<DemoUser>, ItemWriter<DemoUser> {
    private final SourceTables tables;
    private final PartitionProgress partitions;
    private final Progress progress;
    private final StopSignal stop;
    private final StepExecution step;
    private final DemoUsers demo;
    private final Piece piece;

    private long made;
    private long shown;

    PieceOfUsers(
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
        World world = World.of(step.getJobExecution().getJobParameters());
        this.demo = new DemoUsers(world);
        this.piece = Piece.of(step.getStepName(), world.users());
        this.made = partitions.of(instance(), step.getStepName()).users();
    }

    @Override
    public @Nullable DemoUser read() {
        return piece.from() + made < piece.to() ? demo.user(piece.from() + made++) : null;
    }

    @Override
    public void write(Chunk<? extends DemoUser> users) {
        tables.fillCustomerTypes(users);
    }

    /** Within the chunk's transaction. */
    @Override
    public void update(ExecutionContext context) {
        partitions.save(instance(), step.getStepName(), new Mark(null, made, GrantCounts.ZERO));
        progress.advance(made - shown);
        shown = made;
        stop.heed(step);
    }

    private long instance() {
        return step.getJobExecution().getJobInstanceId();
    }
}
