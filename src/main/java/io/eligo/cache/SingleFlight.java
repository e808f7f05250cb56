package io.eligo.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One read at a time for a key. Whoever comes while one is going on waits for the next and shares that with all who came as well:
 * the one that is going on may have read before they came, and so before a change that they have to see.
 */
final class SingleFlight<K, V> {
    private static final long TIMEOUT_SECONDS = 5;

    private final ConcurrentHashMap<K, Call<V>> calls = new ConcurrentHashMap<>();

    private static final class Call<V> {
        final Thread leader = Thread.currentThread();
        final CompletableFuture<V> result = new CompletableFuture<>();
        final @Nullable CompletableFuture<V> previous;
        // Written and read under the map's lock of the key.
        boolean started;

        Call(@Nullable CompletableFuture<V> before) {
            this.previous = before;
        }
    }

    /**
     * What a read answers that began after this was called, in this thread or another. Who has waited too long reads alone.
     *
     * @throws RuntimeException what the read threw
     */
    V execute(K key, Supplier<V> read) {
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

    private V awaitShared(CompletableFuture<V> landed, Supplier<V> read) {
        try {
            return landed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            return read.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return read.get();
        }
    }

    private void awaitCompletion(CompletableFuture<V> before) {
        try {
            before.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It was another's to report.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
