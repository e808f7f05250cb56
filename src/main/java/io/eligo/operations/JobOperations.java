package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.api.Scopes;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.control.JobControl;
import io.eligo.operations.JobActions.LaunchedJob;
import io.eligo.security.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** GraphQL mutations that launch jobs and act on executions. */
@Controller
class JobOperations {
    private final Executions executions;
    private final JobControl control;
    private final JobActions actions;

    JobOperations(Executions executions, JobControl control, JobActions actions) {
        this.executions = executions;
        this.control = control;
        this.actions = actions;
    }

    /** @param would what the recovery would do; null if it was done */
    record RecoveredJob(
            @Nullable Execution execution, @Nullable String would) {}

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
