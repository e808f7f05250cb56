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
    private static final long PATIENCE_SECONDS = 5;

    private final ConcurrentHashMap<K, Flight<V>> last = new ConcurrentHashMap<>();

    private static final class Flight<V> {
        final Thread pilot = Thread.currentThread();
        final CompletableFuture<V> landed = new CompletableFuture<>();
        final @Nullable CompletableFuture<V> before;
        // Written and read under the map's lock of the key.
        boolean begun;

        Flight(@Nullable CompletableFuture<V> before) {
            this.before = before;
        }
    }

    /**
     * What a read answers that began after this was called, in this thread or another. Who has waited too long reads alone.
     *
     * @throws RuntimeException what the read threw
     */
    V fly(K key, Supplier<V> read) {
        Flight<V> flight = last.compute(
                key,
                (k, latest) ->
                        latest == null || latest.begun ? new Flight<>(latest == null ? null : latest.landed) : latest);
        if (flight.pilot != Thread.currentThread()) {
            return shared(flight.landed, read);
        }
        if (flight.before != null) {
            awaitWhateverComesOfIt(flight.before);
        }
        last.computeIfPresent(key, (k, latest) -> {
            flight.begun = true;
            return latest;
        });
        try {
            V answer = read.get();
            flight.landed.complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            flight.landed.completeExceptionally(e);
            throw e;
        } finally {
            last.remove(key, flight);
        }
    }

    private V shared(CompletableFuture<V> landed, Supplier<V> read) {
        try {
            return landed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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

    private void awaitWhateverComesOfIt(CompletableFuture<V> before) {
        try {
            before.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It was another's to report.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
