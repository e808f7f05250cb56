package io.eligo.jobs.demodata;

import io.eligo.jobs.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The numbers of users, cut into pieces of the same size. */
@Component
@StepScope
class PiecesOfUsers implements Partitioner, StepExecutionListener {
    static final String FROM = "from";
    static final String TO = "to";

    private final long users;
    private final Progress progress;

    PiecesOfUsers(@Value("#{jobParameters['users']}") long users, Progress progress) {
        this.users = users;
        this.progress = progress;
    }

    @Override
    public Map<String, ExecutionContext> partition(int pieces) {
        var partitions = new LinkedHashMap<String, ExecutionContext>();
        for (int i = 0; i < pieces; i++) {
            var context = new ExecutionContext();
            context.putLong(FROM, users * i / pieces);
            context.putLong(TO, users * (i + 1) / pieces);
            partitions.put("%03d".formatted(i), context);
        }
        return partitions;
    }

    @Override
    public void beforeStep(StepExecution step) {
        progress.begin("users", users);
    }
}
