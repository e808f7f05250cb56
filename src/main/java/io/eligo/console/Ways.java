package io.eligo.console;

import io.eligo.catalog.Catalog;
import io.eligo.graphql.ClientError;
import io.eligo.jobs.Execution;
import io.eligo.jobs.Executions;
import io.eligo.outbox.Changes;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.Passed;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The ways of changes, put together from the catalogue, the queue, and the records of runs. */
@Component
class Ways {
    private static final String REBUILD = "full-rebuild";

    private final Catalog catalog;
    private final Changes changes;
    private final Executions executions;

    Ways(Catalog catalog, Changes changes, Executions executions) {
        this.catalog = catalog;
        this.changes = changes;
        this.executions = executions;
    }

    /** @throws Refused naming the argument if it is no token */
    static FreshnessToken token(String text) {
        try {
            return FreshnessToken.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw ClientError.badArgument("token", String.valueOf(e.getMessage()));
        }
    }

    Way of(FreshnessToken token) {
        // First, so that what it has seen has its events in the queue, or has had them.
        boolean seen = catalog.refresh().sees(token);
        var change = changes.of(token);
        return new Way(change, seen, steps(change.passed()));
    }

    List<Passed> ofEvent(long id) {
        return steps(changes.passed(id));
    }

    private List<Passed> steps(List<Passed> passed) {
        return passed.stream()
                .map(one -> one.how() == Passed.How.REBUILD ? one.by(rebuild(one)) : one)
                .toList();
    }

    // Only one runs at a time, so it was the last that had begun.
    private @Nullable Long rebuild(Passed settled) {
        var begun = new Executions.Filter(REBUILD, null, null, settled.doneAt());
        return executions.newest(begun, null, 1).stream()
                .findFirst()
                .map(Execution::id)
                .orElse(null);
    }
}
