package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.api.Scopes;
import io.eligo.jobs.JobRefused;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.security.Scope;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the actions of operators. Each action needs {@link Scope#OPS_WRITE} and is written to the audit with its result, also if it
 * was refused. Destructive actions need a reason.
 */
@Component
class AuditedActions {
    private static final int MAX_REASON_LENGTH = 1_000;

    private final OperatorAudit audit;
    private final TransactionTemplate transaction;

    AuditedActions(OperatorAudit audit, PlatformTransactionManager transactions) {
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    void run(Authentication operator, String action, String target, @Nullable String reason, Runnable operation) {
        run(operator, action, target, reason, () -> {
            operation.run();
            return List.of();
        });
    }

    <T> T run(Authentication operator, String action, String target, @Nullable String reason, Supplier<T> operation) {
        Scopes.require(operator, Scope.OPS_WRITE);
        if (reason != null && reason.length() > MAX_REASON_LENGTH) {
            throw ClientError.badArgument(
                    "reason", String.format(Locale.ROOT, "at most %d characters", MAX_REASON_LENGTH));
        }
        try {
            return transaction.execute(status -> {
                T result = operation.get();
                audit.write(operator.getName(), action, target, reason, OperatorAudit.DONE);
                return result;
            });
        } catch (InvalidRolloutException e) {
            audit.write(operator.getName(), action, target, reason, "refused: " + e.argument() + ": " + e.accepted());
            throw ClientError.badArgument(e.argument(), e.accepted());
        } catch (IllegalArgumentException | JobRefused e) {
            audit.write(operator.getName(), action, target, reason, "refused: " + e.getMessage());
            throw ClientError.badRequest(String.valueOf(e.getMessage()));
        }
    }

    static String requireReason(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw ClientError.badArgument("reason", "say why: it is kept in the audit");
        }
        return reason.strip();
    }
}
