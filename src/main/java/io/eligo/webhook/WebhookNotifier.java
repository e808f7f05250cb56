package io.eligo.webhook;

import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.outbox.inspect.ParkedEvent;
import io.eligo.outbox.inspect.ParkedEvents;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.OutageLog;
import io.eligo.platform.Role;
import io.eligo.webhook.NotificationQueue.ClaimedNotification;
import io.eligo.webhook.NotificationQueue.QueuedNotification;
import io.eligo.webhook.WebhookMessage.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Finds new facts in the records of executions and events, and posts them. At least once: a notification is repeated if this
 * process dies between the answer and the note of it. Facts older than an hour are not posted, and at most 1,000 notifications wait.
 */
@Component
@ConditionalOnRole(Role.SCHEDULER)
class WebhookNotifier {
    private static final Logger log = LoggerFactory.getLogger(WebhookNotifier.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration BACKOFF = Duration.ofSeconds(10);
    private static final Duration MAX_AGE_OF_FACTS = Duration.ofHours(1);
    private static final Duration RETENTION = Duration.ofDays(1);
    private static final int MAX_WAITING = 1_000;
    private static final int MAX_REASON_LENGTH = 200;

    private final Executions executions;
    private final ParkedEvents parkedEvents;
    private final NotificationQueue queue;
    private final @Nullable URI target;
    private final Duration timeout;
    private final Duration backoff;
    private final HttpClient http;
    private final OutageLog outage = new OutageLog(
            log, "Webhook notifications unreadable, retrying: {}", "Webhook notifications readable again after {} s");

    @Autowired
    WebhookNotifier(
            Executions executions, ParkedEvents parkedEvents, NotificationQueue queue, WebhookSettings settings) {
        this(executions, parkedEvents, queue, settings.target(), TIMEOUT, BACKOFF);
    }

    WebhookNotifier(
            Executions executions,
            ParkedEvents parkedEvents,
            NotificationQueue queue,
            @Nullable URI target,
            Duration timeout,
            Duration backoff) {
        this.executions = executions;
        this.parkedEvents = parkedEvents;
        this.queue = queue;
        this.target = target;
        this.timeout = timeout;
        this.backoff = backoff;
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Scheduled(fixedDelay = 2_000)
    void poll() {
        if (target == null) {
            return;
        }
        try {
            runOnce(target);
            outage.recordSuccess();
        } catch (DataAccessException | TransactionException e) {
            outage.recordFailure(e);
        }
    }

    /** Queues new facts and posts what is due. */
    void runOnce(URI url) {
        queue.deleteOlderThan(RETENTION);
        if (queue.countWaiting() < MAX_WAITING) {
            queue.add(findFacts());
        }
        for (Optional<ClaimedNotification> due = queue.claim(backoff);
                due.isPresent() && !Thread.currentThread().isInterrupted();
                due = queue.claim(backoff)) {
            post(url, due.get());
        }
    }

    private ArrayList<QueuedNotification> findFacts() {
        Instant since = Instant.now().minus(MAX_AGE_OF_FACTS);
        var facts = new ArrayList<QueuedNotification>();
        for (Execution execution : executions.findFailedOrHalted(since, MAX_WAITING)) {
            WebhookMessage message = WebhookMessage.of(execution);
            facts.add(new QueuedNotification(message.id(), message.kind(), execution.id()));
        }
        for (ParkedEvent event : parkedEvents.findParkedSince(since, MAX_WAITING)) {
            facts.add(new QueuedNotification(WebhookMessage.idOf(event), Kind.EVENT_PARKED, event.id()));
        }
        return facts;
    }

    private void post(URI url, ClaimedNotification claimed) {
        QueuedNotification notification = claimed.notification();
        Optional<WebhookMessage> message = compose(notification);
        if (message.isEmpty()) {
            // The event was retried or discarded, or the record pruned: there is nothing left to act on.
            queue.markDone(notification);
            return;
        }
        String failure = send(url, message.get().toJson());
        if (failure == null) {
            queue.markDone(notification);
        } else if (claimed.isLastAttempt()) {
            log.warn(
                    "Webhook notification {} not delivered in {} attempts, dropping it: {}",
                    notification.id(),
                    claimed.attempts(),
                    failure);
            queue.markDone(notification);
        } else {
            log.debug(
                    "Webhook notification {} not delivered, attempt {}: {}",
                    notification.id(),
                    claimed.attempts(),
                    failure);
        }
    }

    private Optional<WebhookMessage> compose(QueuedNotification notification) {
        return notification.kind() == Kind.EVENT_PARKED
                ? parkedEvents
                        .find(notification.subject())
                        .filter(event -> WebhookMessage.idOf(event).equals(notification.id()))
                        .map(WebhookMessage::of)
                : executions.find(notification.subject()).map(WebhookMessage::of);
    }

    /** Null if the server accepted the message, else the reason why it did not. */
    private @Nullable String send(URI url, String json) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("User-Agent", "eligo")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        // The timeout of a request does not cover the body of its answer, so the whole exchange is limited here.
        CompletableFuture<HttpResponse<Void>> exchange =
                http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return status / 100 == 2 ? null : "status " + status;
        } catch (ExecutionException e) {
            String reason = String.valueOf(NestedExceptionUtils.getMostSpecificCause(e));
            return reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH));
        } catch (TimeoutException e) {
            log.debug("Webhook request canceled after {}", timeout, e);
            exchange.cancel(true);
            return String.format(Locale.ROOT, "no answer within %s", timeout);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            return "this node is shutting down";
        }
    }
}
