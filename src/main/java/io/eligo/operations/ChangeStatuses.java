package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.catalog.Catalog;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.files.JobNames;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.ProcessedEvent;
import io.eligo.outbox.inspect.ChangeTracker;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Determines the status of changes from the catalogue, the outbox and the records of executions. */
@Component
public class ChangeStatuses {
    private final Catalog catalog;
    private final ChangeTracker changeTracker;
    private final Executions executions;

    ChangeStatuses(Catalog catalog, ChangeTracker changeTracker, Executions executions) {
        this.catalog = catalog;
        this.changeTracker = changeTracker;
        this.executions = executions;
    }

    /** @throws ClientError naming the argument {@code token} if the text is no token */
    public static FreshnessToken parseToken(String text) {
        try {
            return FreshnessToken.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw ClientError.badArgument("token", String.valueOf(e.getMessage()));
        }
    }

    public ChangeStatus findByToken(FreshnessToken token) {
        // The catalogue is read first: a change that it includes has its events in the queue, or has had them there.
        boolean inCatalog = catalog.refresh().includes(token);
        var change = changeTracker.find(token);
        return new ChangeStatus(change, inCatalog, withRebuildIds(change.processed()));
    }

    public List<ProcessedEvent> findEventHistory(long id) {
        return withRebuildIds(changeTracker.findProcessedEvents(id));
    }

    private List<ProcessedEvent> withRebuildIds(List<ProcessedEvent> events) {
        return events.stream()
                .map(event -> event.removalReason() == ProcessedEvent.RemovalReason.REBUILD
                        ? event.withJobExecution(findRebuildId(event))
                        : event)
                .toList();
    }

    // Rebuilds run one at a time, so the last one started before the event was finished settled it.
    private @Nullable Long findRebuildId(ProcessedEvent event) {
        var startedBefore = new Executions.ExecutionFilter(JobNames.FULL_REBUILD, null, null, event.doneAt(), null);
        return executions.findNewest(startedBefore, null, 1).stream()
                .findFirst()
                .map(Execution::id)
                .orElse(null);
    }
}
