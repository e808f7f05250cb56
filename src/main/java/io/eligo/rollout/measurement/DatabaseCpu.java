package io.eligo.rollout.measurement;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The CPU use of the database, read about once a second. From the operator's URL, else as an estimate: PostgreSQL does not know
 * the CPU use of its host, but sessions that run and wait for nothing use a CPU or wait for one. The estimate misses other
 * processes of the host, and needs the role {@code pg_read_all_stats}: without it PostgreSQL hides what other roles' sessions do.
 */
@Component
@EnableConfigurationProperties(DatabaseCpuSettings.class)
public class DatabaseCpu {
    private static final Logger log = LoggerFactory.getLogger(DatabaseCpu.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long READING_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_REASON_LENGTH = 200;
    // Rounding of the source; more means that it is not a ratio.
    private static final double MAX_RATIO = 1.05;

    private final JdbcClient jdbc;
    private final @Nullable HttpSource source;
    private final int cpus;
    private @Nullable CompletableFuture<Double> pending;
    private long lastReading = System.nanoTime() - READING_INTERVAL_NANOS;
    private double sum;
    private int readings;
    private @Nullable String unknown;

    DatabaseCpu(JdbcClient jdbc, DatabaseCpuSettings settings) {
        this.jdbc = jdbc;
        this.source = settings.source() == null ? null : new HttpSource(settings.source(), newHttpClient());
        this.cpus = settings.cpus();
    }

    private static HttpClient newHttpClient() {
        return HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private record HttpSource(URI url, HttpClient http) {}

    /** @param use average, 0 to 1; null if unknown, then with a reason */
    record Use(@Nullable Double use, @Nullable String unknown) {}

    /** Reads the CPU use if the last reading is a second old. Does not wait for the operator's URL: a later call reads its answer. */
    public synchronized void poll() {
        if (pending != null && pending.isDone()) {
            receive(pending);
            pending = null;
        }
        if (System.nanoTime() - lastReading < READING_INTERVAL_NANOS) {
            return;
        }
        lastReading = System.nanoTime();
        if (source != null) {
            if (pending == null) {
                pending = request(source);
            }
        } else if (cpus > 0) {
            estimate();
        } else {
            unknown = "no source: name one with eligo.rollout.database-cpu.url or .cpus, or leave the trigger out";
        }
    }

    /** The average since the previous call. */
    synchronized Use take() {
        Use taken = readings == 0 ? new Use(null, unknown) : new Use(sum / readings, null);
        sum = 0;
        readings = 0;
        return taken;
    }

    private static CompletableFuture<Double> request(HttpSource from) {
        HttpRequest request =
                HttpRequest.newBuilder(from.url()).header("User-Agent", "eligo").build();
        CompletableFuture<HttpResponse<String>> exchange =
                from.http().sendAsync(request, HttpResponse.BodyHandlers.ofString());
        // The timeout of a request does not cover the body of its answer, so the whole exchange is limited here. It is
        // cancelled, or an endless answer would be received for ever.
        return exchange.copy()
                .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> exchange.cancel(true))
                .thenApply(response -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalArgumentException("status " + response.statusCode());
                    }
                    return PrometheusNumber.parse(response.body());
                });
    }

    private void receive(CompletableFuture<Double> answer) {
        try {
            add(answer.join());
        } catch (CompletionException e) {
            log.debug("CPU use of the database unknown", e);
            String reason = describe(NestedExceptionUtils.getMostSpecificCause(e));
            unknown = "the source failed: " + reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH));
        }
    }

    private static String describe(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + TIMEOUT;
        }
        return failure instanceof IllegalArgumentException ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    private void estimate() {
        Long running = jdbc.sql("""
                        SELECT CASE WHEN pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') THEN (
                            SELECT count(*) FROM pg_stat_activity
                            WHERE state = 'active' AND wait_event IS NULL AND pid <> pg_backend_pid()) END
                        """)
                .query((row, n) -> row.getObject(1, Long.class))
                .list()
                .get(0);
        if (running == null) {
            unknown = "the estimate needs GRANT pg_read_all_stats to Eligo's role";
        } else {
            add(Math.min(1, (double) running / cpus));
        }
    }

    private void add(double use) {
        if (use >= 0 && use <= MAX_RATIO) {
            sum += use;
            readings++;
        } else {
            unknown = String.format(Locale.ROOT, "the source says %s, a ratio from 0 to 1 is expected", use);
        }
    }
}
