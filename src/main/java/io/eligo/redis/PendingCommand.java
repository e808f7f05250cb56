package io.eligo.redis;

import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One command in flight and the thread that waits for its answer. The answer comes from the server, or from {@link
 * CommandTimeouts} as an error. A waiting thread may be elected to flush the next batch; it does so even if its own answer
 * arrives first.
 */
final class PendingCommand<T> {
    private final Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command;
    private final CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
    private final AtomicReference<WaiterState> waiterState = new AtomicReference<>(WaiterState.WAITING);
    private final Thread waitingThread = Thread.currentThread();
    private volatile @Nullable RedisFuture<T> sent;

    private enum WaiterState {
        WAITING,
        ELECTED,
        DONE
    }

    PendingCommand(Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        this.command = command;
    }

    /** Sends the command, unless it has already completed by a timeout. */
    void send(RedisConnection redisConnection) {
        if (isDone()) {
            return;
        }
        try {
            RedisFuture<T> future = command.apply(redisConnection.commands());
            sent = future;
            future.whenComplete(this::answer);
        } catch (RedisException e) {
            answer(null, e);
        }
    }

    /** The first answer counts. */
    private void answer(@Nullable T value, @Nullable Throwable error) {
        if (error == null ? answer.complete(value) : answer.completeExceptionally(error)) {
            LockSupport.unpark(waitingThread);
        }
    }

    /** Completes the command with an error. A command that has not been written yet is not sent any more. */
    void fail(RedisException error) {
        answer(null, error);
        RedisFuture<T> future = sent;
        if (future != null) {
            future.cancel(true);
        }
    }

    boolean isDone() {
        return answer.isDone();
    }

    void whenDone(Runnable then) {
        answer.whenComplete((value, error) -> then.run());
    }

    /** False if the command's thread no longer waits. */
    boolean electAsFlusher() {
        boolean elected = waiterState.compareAndSet(WaiterState.WAITING, WaiterState.ELECTED);
        if (elected) {
            LockSupport.unpark(waitingThread);
        }
        return elected;
    }

    /**
     * Waits for the answer without a timeout of its own: {@link CommandTimeouts} ends the wait.
     *
     * @param flush run if this thread is elected to flush the next batch
     */
    @Nullable
    T await(Runnable flush) {
        while (!isDone()) {
            if (waiterState.compareAndSet(WaiterState.ELECTED, WaiterState.WAITING)) {
                flush.run();
            } else {
                LockSupport.park(this);
            }
            if (Thread.currentThread().isInterrupted()) {
                fail(new RedisCommandInterruptedException(new InterruptedException()));
            }
        }
        if (waiterState.getAndSet(WaiterState.DONE) == WaiterState.ELECTED) {
            flush.run();
        }
        try {
            return answer.getNow(null);
        } catch (CancellationException e) {
            throw new RedisException(e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RedisException known ? known : new RedisException(e.getCause());
        }
    }
}
