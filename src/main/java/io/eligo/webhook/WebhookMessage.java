package io.eligo.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.control.Execution;
import io.eligo.outbox.inspect.ParkedEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON that is posted; fields without a value are left out.
 *
 * @param id the same for each repetition
 * @param text one line for people; chat services show this field
 * @param message the cause, one line
 * @param path the console page, without the address of the server
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookMessage(
        String id,
        Kind kind,
        @Nullable Instant at,
        String text,
        @Nullable String job,
        @Nullable Long execution,
        @Nullable Long event,
        String message,
        String path) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_LENGTH = 500;

    enum Kind {
        EXECUTION_FAILED,
        EXECUTION_HALTED,
        EVENT_PARKED
    }

    static WebhookMessage of(Execution execution) {
        boolean halted = execution.exitCode().equals(JobResult.HALTED);
        String message = firstLine(
                halted
                        ? execution.summary()
                        : Objects.requireNonNullElse(
                                execution.error(), "no cause recorded; its process may have died"));
        return new WebhookMessage(
                idOf(execution),
                halted ? Kind.EXECUTION_HALTED : Kind.EXECUTION_FAILED,
                execution.ended(),
                String.format(
                        Locale.ROOT,
                        "%s %d %s: %s",
                        execution.job(),
                        execution.id(),
                        halted ? "halted, approval needed" : "failed",
                        message),
                execution.job(),
                execution.id(),
                null,
                message,
                "/console/executions/" + execution.id());
    }

    static WebhookMessage of(ParkedEvent event) {
        String message = firstLine(Objects.requireNonNullElse(event.error(), "no cause recorded"));
        return new WebhookMessage(
                idOf(event),
                Kind.EVENT_PARKED,
                event.parkedAt(),
                String.format(
                        Locale.ROOT, "event %d parked after %d attempts: %s", event.id(), event.attempts(), message),
                null,
                null,
                event.id(),
                message,
                "/console/outbox/events/" + event.id());
    }

    /** An execution ends once: a restart is another execution. */
    static String idOf(Execution execution) {
        return String.format(
                Locale.ROOT,
                "execution-%d-%s",
                execution.id(),
                execution.exitCode().equals(JobResult.HALTED) ? "halted" : "failed");
    }

    /** An event may be retried and parked again. */
    static String idOf(ParkedEvent event) {
        return String.format(
                Locale.ROOT, "event-%d-parked-%d", event.id(), event.parkedAt().toEpochMilli());
    }

    String toJson() {
        return JSON.writeValueAsString(this);
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + " ...";
    }
}
