package io.eligo.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares reads of a key among concurrent callers, one read at a time. Unlike the usual single flight, a caller that arrives during
 * a read waits for the next read, and shares its result with all other waiting callers. It must not share the current one, which
 * may have read before the caller arrived, and so before a change that the caller has to see.
 */
final class SingleFlight<K, V> {
    private static final Logger log = LoggerFactory.getLogger(SingleFlight.class);

    private static final long TIMEOUT_SECONDS = 5;

    private final ConcurrentHashMap<K, Call<V>> calls = new ConcurrentHashMap<>();

    private static final class Call<V> {
        final Thread leader = Thread.currentThread();
        final CompletableFuture<V> result = new CompletableFuture<>();
        final @Nullable CompletableFuture<V> previous;
        // Written and read under the map's lock of the key.
        boolean started;

        Call(@Nullable CompletableFuture<V> previous) {
            this.previous = previous;
        }
    }

    /**
     * The result of a read that began after this call, in this thread or another. A caller that has waited too
     * long reads by itself.
     *
     * @throws RuntimeException thrown by the read
     */
    V execute(K key, Supplier<V> read) {
        // Proof R5: a call joins only a read that has not begun.
        Call<V> call = calls.compute(
                key,
                (k, latest) ->
                        latest == null || latest.started ? new Call<>(latest == null ? null : latest.result) : latest);
        if (call.leader != Thread.currentThread()) {
            return awaitShared(call.result, read);
        }
        if (call.previous != null) {
            awaitCompletion(call.previous);
        }
        calls.computeIfPresent(key, (k, latest) -> {
            call.started = true;
            return latest;
        });
        try {
            V answer = read.get();
            call.result.complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            call.result.completeExceptionally(e);
            throw e;
        } finally {
            calls.remove(key, call);
        }
    }

    private V awaitShared(CompletableFuture<V> result, Supplier<V> read) {
        try {
            return result.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            log.debug("Shared read has not ended within {} s, reading alone", TIMEOUT_SECONDS, e);
            return read.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return read.get();
        }
    }

    private void awaitCompletion(CompletableFuture<V> previous) {
        try {
            previous.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The thread of that call reports the failure.
            log.debug("Previous read failed or has not ended within {} s, reading", TIMEOUT_SECONDS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
