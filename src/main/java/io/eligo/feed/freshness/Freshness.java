package io.eligo.feed.freshness;

import graphql.schema.DataFetchingEnvironment;
import io.eligo.catalog.CatalogView;
import io.eligo.grants.GrantsWithSource;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.PendingEventCount;
import io.eligo.rollout.ResolverPath;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Freshness of the data that one request has read: {@code extensions.freshness}. Thread-safe, because several threads may
 * resolve the fields of a request.
 */
public final class Freshness {
    private final @Nullable FreshnessToken token;
    // By path, because a change becomes visible in the source tables first.
    private final Map<ResolverPath, Arrival> arrivals = new EnumMap<>(ResolverPath.class);
    private @Nullable ResolverPath path;
    private @Nullable AnswerSource source;
    private @Nullable Instant asOf;
    private long pending;

    /** @param token the change that must be visible; null if the caller names none */
    Freshness(@Nullable FreshnessToken token) {
        this.token = token;
    }

    /** Whether the change of the token is visible on a path. A rolled-back change never becomes visible. */
    enum Arrival {
        ARRIVED,
        MISSING,
        ROLLED_BACK;

        static Arrival of(boolean nothingIsMissing, boolean rolledBack) {
            if (rolledBack) {
                return ROLLED_BACK;
            }
            return nothingIsMissing ? ARRIVED : MISSING;
        }
    }

    public static Freshness from(DataFetchingEnvironment field) {
        return Objects.requireNonNull(field.getGraphQlContext().get(Freshness.class));
    }

    @Nullable
    public FreshnessToken token() {
        return token;
    }

    /** Records the path of a read before it begins: a read that fails belongs to it. The last read of a request counts. */
    public synchronized void recordPath(ResolverPath chosen) {
        path = chosen;
    }

    /** Null if no read of offers has begun. */
    synchronized @Nullable ResolverPath path() {
        return path;
    }

    /** Waits for the change of the token, if there is one and no earlier read of the request has waited on this path. */
    void awaitOnce(ResolverPath path, Function<FreshnessToken, Arrival> wait) {
        if (token == null || hasWaited(path)) {
            return;
        }
        Arrival arrival = wait.apply(token);
        synchronized (this) {
            arrivals.put(path, arrival);
        }
    }

    private synchronized boolean hasWaited(ResolverPath path) {
        return arrivals.containsKey(path);
    }

    /** Whether the change of the token is visible on each path that was read; null if no read has waited for it. */
    synchronized @Nullable Boolean arrived() {
        return arrivals.isEmpty() ? null : arrivals.values().stream().allMatch(arrival -> arrival == Arrival.ARRIVED);
    }

    /**
     * Records the source of a read. The last read of a request counts, but {@code COMPUTED} takes precedence over
     * any other source.
     */
    public void recordRead(CatalogView from, GrantsWithSource.GrantsSource how) {
        record(
                AnswerSource.of(how),
                from.asOf(),
                from.state(PendingEventCount.class).count());
    }

    /** Records a read of the source tables. */
    void recordQueryTimeRead(Instant readAt, long pendingEvents) {
        record(AnswerSource.LEGACY, readAt, pendingEvents);
    }

    private synchronized void record(AnswerSource readFrom, Instant readAt, long pendingEvents) {
        source = source == AnswerSource.COMPUTED ? source : readFrom;
        asOf = readAt;
        pending = pendingEvents;
    }

    /** The source of the offers; call it only if offers were read. */
    synchronized AnswerSource source() {
        return Objects.requireNonNull(source);
    }

    /** Null if no offers were read. */
    synchronized @Nullable Map<String, Object> toExtension() {
        if (source == null) {
            return null;
        }
        var extension = new LinkedHashMap<String, Object>();
        extension.put("asOf", String.valueOf(asOf));
        extension.put("source", source.word());
        extension.put("pending", pending);
        if (arrived() != null) {
            extension.put("arrived", arrived());
        }
        if (arrivals.containsValue(Arrival.ROLLED_BACK)) {
            extension.put("rolledBack", true);
        }
        return extension;
    }
}
