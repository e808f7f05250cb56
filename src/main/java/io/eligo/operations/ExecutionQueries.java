package io.eligo.operations;

import graphql.relay.Connection;
import graphql.relay.DefaultConnection;
import graphql.relay.DefaultConnectionCursor;
import graphql.relay.DefaultEdge;
import graphql.relay.DefaultPageInfo;
import graphql.relay.Edge;
import io.eligo.api.ClientError;
import io.eligo.api.Scopes;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.control.RunDurations;
import io.eligo.jobs.guard.GuardHalt;
import io.eligo.jobs.guard.GuardHaltQuery;
import io.eligo.security.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** GraphQL queries of executions, and the fields of an execution. */
@Controller
class ExecutionQueries {
    private static final int MAX_PAGE_SIZE = 100;

    private final Executions executions;
    private final ExecutionSearch search;
    private final RunDurations durations;
    private final GuardHaltQuery halts;

    ExecutionQueries(Executions executions, ExecutionSearch search, RunDurations durations, GuardHaltQuery halts) {
        this.executions = executions;
        this.search = search;
        this.durations = durations;
        this.halts = halts;
    }

    record NamedValue(String name, String value) {}

    @QueryMapping
    Connection<Execution> jobExecutions(
            @Argument int first,
            @Argument @Nullable String after,
            @Argument @Nullable Map<String, Object> filter,
            Authentication caller) {
        Scopes.require(caller, Scope.OPS_READ);
        if (first < 0 || first > MAX_PAGE_SIZE) {
            throw ClientError.badArgument(
                    "first", String.format(Locale.ROOT, "must be between 0 and %d, not %d", MAX_PAGE_SIZE, first));
        }
        Long before = after == null ? null : NumericIds.parse("after", after);
        List<Execution> found = executions.findNewest(parseFilter(filter), before, first + 1);
        var edges = new ArrayList<Edge<Execution>>();
        for (Execution execution : found.subList(0, Math.min(first, found.size()))) {
            edges.add(new DefaultEdge<>(execution, new DefaultConnectionCursor(String.valueOf(execution.id()))));
        }
        return new DefaultConnection<>(
                edges,
                new DefaultPageInfo(
                        edges.isEmpty() ? null : edges.get(0).getCursor(),
                        edges.isEmpty() ? null : edges.get(edges.size() - 1).getCursor(),
                        before != null,
                        found.size() > first));
    }

    private Executions.ExecutionFilter parseFilter(@Nullable Map<String, Object> filter) {
        if (filter == null) {
            return Executions.ExecutionFilter.ALL;
        }
        Object status = filter.get("status");
        Map<?, ?> argument = (Map<?, ?>) filter.get("argument");
        return search.filter(
                (String) filter.get("job"),
                status == null ? null : status.toString(),
                (Instant) filter.get("from"),
                (Instant) filter.get("until"),
                argument == null ? null : (String) argument.get("name"),
                argument == null ? null : (String) argument.get("value"));
    }

    @QueryMapping
    @Nullable
    Execution jobExecution(@Argument String id, Authentication caller) {
        Scopes.require(caller, Scope.OPS_READ);
        return executions.find(NumericIds.parse("id", id)).orElse(null);
    }

    @SchemaMapping(typeName = "JobExecution")
    List<NamedValue> arguments(Execution execution) {
        return execution.arguments().entrySet().stream()
                .map(argument -> new NamedValue(argument.getKey(), argument.getValue()))
                .toList();
    }

    @SchemaMapping(typeName = "JobExecution")
    List<Execution.ExecutionPart> parts(Execution execution) {
        return withParts(execution).parts();
    }

    @SchemaMapping(typeName = "JobExecution")
    @Nullable
    Double rowsPerSecond(Execution execution) {
        return withParts(execution).rowsPerSecond(Instant.now());
    }

    /** In seconds. */
    @SchemaMapping(typeName = "JobExecution")
    @Nullable
    Double timeLeft(Execution execution) {
        Duration timeLeft =
                execution.isRunning() ? durations.estimateTimeLeft(withParts(execution), Instant.now()) : null;
        return timeLeft == null ? null : timeLeft.toMillis() / 1e3;
    }

    /** Lists of executions are read without parts, in one statement per page, so the parts are read here. */
    private Execution withParts(Execution execution) {
        return execution.parts().isEmpty() ? executions.find(execution.id()).orElse(execution) : execution;
    }

    /** Null for callers who may not act on jobs. */
    @SchemaMapping(typeName = "JobPart")
    @Nullable
    String stackTrace(Execution.ExecutionPart part, Authentication caller) {
        return Scope.OPS_WRITE.isGrantedTo(caller) ? part.stackTrace() : null;
    }

    /** The halt by the loss guard; null if the execution was not halted. */
    @SchemaMapping(typeName = "JobExecution")
    @Nullable
    GuardHalt halt(Execution execution) {
        return halts.find(execution.instance()).orElse(null);
    }
}
