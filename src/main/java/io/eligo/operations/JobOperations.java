package io.eligo.operations;

import graphql.relay.Connection;
import graphql.relay.DefaultConnection;
import graphql.relay.DefaultConnectionCursor;
import graphql.relay.DefaultEdge;
import graphql.relay.DefaultPageInfo;
import graphql.relay.Edge;
import io.eligo.api.ClientError;
import io.eligo.api.Scopes;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.control.JobControl;
import io.eligo.jobs.control.RunDurations;
import io.eligo.jobs.guard.GuardHalt;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.operations.JobActions.LaunchedJob;
import io.eligo.security.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** GraphQL operations on jobs and executions. */
@Controller
class JobOperations {
    private static final int MAX_PAGE_SIZE = 100;

    private final Executions executions;
    private final RunDurations durations;
    private final JobControl control;
    private final GuardHalts halts;
    private final JobActions actions;
    private final ExecutionSearch search;

    JobOperations(
            Executions executions,
            RunDurations durations,
            JobControl control,
            GuardHalts halts,
            JobActions actions,
            ExecutionSearch search) {
        this.search = search;
        this.executions = executions;
        this.durations = durations;
        this.control = control;
        this.halts = halts;
        this.actions = actions;
    }

    record NamedValue(String name, String value) {}

    /** @param would what the recovery would do; null if it was done */
    record RecoveredJob(
            @Nullable Execution execution, @Nullable String would) {}

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
        return new Executions.ExecutionFilter(
                (String) filter.get("job"),
                status == null ? null : BatchStatus.valueOf(status.toString()),
                (Instant) filter.get("from"),
                (Instant) filter.get("until"),
                argument == null
                        ? null
                        : search.parse(
                                (String) argument.get("name"), (String) Objects.requireNonNull(argument.get("value"))));
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

    @SchemaMapping(typeName = "LaunchedJob")
    @Nullable
    Execution execution(LaunchedJob launched) {
        return launched.executionId() == null
                ? null
                : executions.find(launched.executionId()).orElse(null);
    }

    @MutationMapping
    LaunchedJob launchJob(
            @Argument String job,
            @Argument @Nullable List<Map<String, String>> arguments,
            @Argument @Nullable String reason,
            Authentication caller) {
        var argumentsByName = new LinkedHashMap<String, String>();
        for (Map<String, String> argument : arguments == null ? List.<Map<String, String>>of() : arguments) {
            if (argumentsByName.put(argument.get("name"), argument.get("value")) != null) {
                throw ClientError.badArgument(
                        "arguments", String.format(Locale.ROOT, "%s is given twice", argument.get("name")));
            }
        }
        return actions.launch(caller, job, argumentsByName, reason);
    }

    @MutationMapping
    LaunchedJob restartJob(@Argument String id, @Argument @Nullable String reason, Authentication caller) {
        return actions.restart(caller, NumericIds.parse("id", id), reason);
    }

    @MutationMapping
    LaunchedJob approveJob(
            @Argument String id, @Argument String reason, @Argument @Nullable String digest, Authentication caller) {
        return actions.approve(caller, NumericIds.parse("id", id), reason, digest);
    }

    /** The halt by the loss guard; null if the execution was not halted. */
    @SchemaMapping(typeName = "JobExecution")
    @Nullable
    GuardHalt halt(Execution execution) {
        return halts.find(execution.instance()).orElse(null);
    }

    @MutationMapping
    @Nullable
    Execution stopJob(@Argument String id, @Argument @Nullable String reason, Authentication caller) {
        long execution = NumericIds.parse("id", id);
        actions.stop(caller, execution, reason);
        return executions.find(execution).orElse(null);
    }

    @MutationMapping
    @Nullable
    Execution abandonJob(@Argument String id, @Argument String reason, Authentication caller) {
        long execution = NumericIds.parse("id", id);
        actions.abandon(caller, execution, reason);
        return executions.find(execution).orElse(null);
    }

    @MutationMapping
    RecoveredJob recoverJob(
            @Argument String id, @Argument String reason, @Argument boolean dryRun, Authentication caller) {
        long execution = NumericIds.parse("id", id);
        if (dryRun) {
            Scopes.require(caller, Scope.OPS_READ);
            try {
                return new RecoveredJob(executions.find(execution).orElse(null), control.describeRecovery(execution));
            } catch (JobRefused e) {
                throw ClientError.badArgument("id", String.valueOf(e.getMessage()));
            }
        }
        actions.recover(caller, execution, reason);
        return new RecoveredJob(executions.find(execution).orElse(null), null);
    }
}
