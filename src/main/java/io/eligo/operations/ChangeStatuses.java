package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.catalog.Catalog;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.ProcessedEvent;
import io.eligo.outbox.inspect.ChangeTracker;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The ways of changes, put together from the catalogue, the queue, and the records of runs. */
@Component
public class ChangeStatuses {
    private static final String REBUILD = "full-rebuild";

    private final Catalog catalog;
    private final ChangeTracker changeTracker;
    private final Executions executions;

    ChangeStatuses(Catalog catalog, ChangeTracker changeTracker, Executions executions) {
        this.catalog = catalog;
        this.changeTracker = changeTracker;
        this.executions = executions;
    }

    /** @throws Refused naming the argument if it is no token */
    public static FreshnessToken parseToken(String text) {
        try {
            return FreshnessToken.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw ClientError.badArgument("token", String.valueOf(e.getMessage()));
        }
    }

    public ChangeStatus findByToken(FreshnessToken token) {
        // First, so that what it has seen has its events in the queue, or has had them.
        boolean seen = catalog.refresh().includes(token);
        var change = changeTracker.find(token);
        return new ChangeStatus(change, seen, withRebuildIds(change.processed()));
    }

    public List<ProcessedEvent> findEventHistory(long id) {
        return withRebuildIds(changeTracker.findProcessedEvents(id));
    }

    private List<ProcessedEvent> withRebuildIds(List<ProcessedEvent> passed) {
        return passed.stream()
                .map(one -> one.how() == ProcessedEvent.RemovalReason.REBUILD
                        ? one.withJobExecution(findRebuildId(one))
                        : one)
                .toList();
    }

    // Only one runs at a time, so it was the last that had begun.
    private @Nullable Long findRebuildId(ProcessedEvent settled) {
        var begun = new Executions.ExecutionFilter(REBUILD, null, null, settled.doneAt());
        return executions.findNewest(begun, null, 1).stream()
                .findFirst()
                .map(Execution::id)
                .orElse(null);
    }
}
