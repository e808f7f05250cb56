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
 * One command, and the thread that waits for its answer: from the server, or from {@link CommandTimeouts}. While it waits it may be
 * appointed to send what others ask; it does so even if its own answer comes first.
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

    /** Not if it has been waited for too long before. */
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

    /** Whichever comes first counts. */
    private void answer(@Nullable T value, @Nullable Throwable trouble) {
        if (trouble == null ? answer.complete(value) : answer.completeExceptionally(trouble)) {
            LockSupport.unpark(waitingThread);
        }
    }

    /** One that has not been written yet will not be. */
    void fail(RedisException trouble) {
        answer(null, trouble);
        RedisFuture<T> future = sent;
        if (future != null) {
            future.cancel(true);
        }
    }

    boolean isDone() {
        return answer.isDone();
    }

    void whenDone(Runnable then) {
        answer.whenComplete((value, trouble) -> then.run());
    }

    /** False if its thread does not wait any more. */
    boolean electAsFlusher() {
        boolean appointed = waiterState.compareAndSet(WaiterState.WAITING, WaiterState.ELECTED);
        if (appointed) {
            LockSupport.unpark(waitingThread);
        }
        return appointed;
    }

    /**
     * Waits without a limit: {@link CommandTimeouts} has it.
     *
     * @param send what to do if appointed
     */
    @Nullable
    T await(Runnable send) {
        while (!isDone()) {
            if (waiterState.compareAndSet(WaiterState.ELECTED, WaiterState.WAITING)) {
                send.run();
            } else {
                LockSupport.park(this);
            }
            if (Thread.currentThread().isInterrupted()) {
                fail(new RedisCommandInterruptedException(new InterruptedException()));
            }
        }
        if (waiterState.getAndSet(WaiterState.DONE) == WaiterState.ELECTED) {
            send.run();
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
