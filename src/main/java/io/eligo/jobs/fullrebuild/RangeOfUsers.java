package io.eligo.jobs.fullrebuild;

import io.eligo.grants.Decided;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.Tally;
import io.eligo.jobs.PartitionProgress;
import io.eligo.jobs.PartitionProgress.Mark;
import io.eligo.jobs.Progress;
import io.eligo.jobs.StopSignal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * One range of the rebuild: compares its users without locks, filters those that are right, and reconciles the rest, which
 * locks, reads and decides them again. A chunk costs one page of relations and rows now and then, one mark, and where users
 * differ one lock, one look at the log, two reads and one or two writes. Begins behind the last chunk that committed.
 */
@Component
@StepScope
class RangeOfUsers implements ItemStreamReader<Decided>, ItemProcessor<Decided, Decided>, ItemWriter<Decided> {
    private final Grants grants;
    private final PartitionProgress partitions;
    private final Progress progress;
    private final StopSignal stop;
    private final StepExecution step;
    private final boolean dryRun;
    private final GrantsScan scan;

    private @Nullable UUID lastUser;
    private long users;
    private long shown;
    private Tally tally;

    RangeOfUsers(
            Grants grants,
            PartitionProgress partitions,
            Progress progress,
            StopSignal stop,
            @Value("#{stepExecution}") StepExecution step,
            @Value("#{jobParameters['" + FullRebuild.DRY_RUN + "']}") @Nullable String dryRun) {
        this.grants = grants;
        this.partitions = partitions;
        this.progress = progress;
        this.stop = stop;
        this.step = step;
        this.dryRun = Boolean.parseBoolean(dryRun);
        Mark mark = partitions.of(instance(), step.getStepName());
        this.lastUser = mark.lastUser();
        this.users = mark.users();
        this.tally = mark.tally();
        this.scan = grants.scan(Ranges.of(step).behind(lastUser));
    }

    @Override
    public @Nullable Decided read() {
        Decided user = scan.next();
        if (user != null) {
            lastUser = user.userId();
            users++;
        }
        return user;
    }

    /** Null, "filtered", for a user who is right already; in a dry run for everybody, once counted. */
    @Override
    public @Nullable Decided process(Decided user) {
        if (dryRun || !user.differs()) {
            tally = tally.plus(user.tally());
            return null;
        }
        return user;
    }

    @Override
    public void write(Chunk<? extends Decided> chunk) {
        if (!chunk.isEmpty()) {
            tally = tally.plus(grants.reconcile(
                    chunk.getItems().stream().map(Decided::userId).toList()));
        }
    }

    /** Within the chunk's transaction. */
    @Override
    public void update(ExecutionContext context) {
        partitions.save(instance(), step.getStepName(), new Mark(lastUser, users, tally));
        progress.advance(users - shown);
        shown = users;
        stop.heed(step);
    }

    private long instance() {
        return step.getJobExecution().getJobInstanceId();
    }
}
