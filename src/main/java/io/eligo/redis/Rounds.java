package io.eligo.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What readers ask of one server. While some commands are on their way, whoever comes gathers for the next round: so a busy node
 * pays once for many what each would cost, system calls and the waking of a thread here and there. On an idle one nobody waits
 * for anybody. The servers of a cluster must not wait for each other either: there every command goes by itself.
 */
final class Rounds {
    private final Line line;
    private final Patience patience;
    private final boolean onVirtualThreads;
    private final Queue<Asked<?>> gathered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean underWay = new AtomicBoolean();

    /** @param onVirtualThreads whether readers are on such */
    Rounds(Line line, Patience patience, boolean onVirtualThreads) {
        this.line = line;
        this.patience = patience;
        this.onVirtualThreads = onVirtualThreads;
    }

    /** The answer; as a {@code RedisException} if there is none in time. */
    <T> @Nullable T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        var asked = new Asked<>(command);
        if (!line.toOneServer()) {
            asked.sendOn(line);
        } else {
            gathered.add(asked);
            if (underWay.compareAndSet(false, true)) {
                if (onVirtualThreads) {
                    // Whoever is ready to ask, too, comes along. The operating system would give the processor to
                    // anybody,
                    // and for milliseconds.
                    Thread.yield();
                }
                send();
            }
        }
        patience.with(asked);
        return asked.await(this::send);
    }

    /**
     * Sends those who have gathered. The last of them to be answered sees to the next round: he has somebody do it who waits for
     * it, and who has to wait for a processor like everybody else. Whoever is nearer to one joins in.
     */
    private void send() {
        List<Asked<?>> round = round();
        var left = new AtomicInteger(round.size() + 1);
        Runnable answered = () -> {
            if (left.decrementAndGet() == 0) {
                appointNext();
            }
        };
        try {
            for (Asked<?> asked : round) {
                asked.whenAnswered(answered);
                asked.sendOn(line);
            }
            line.flush();
        } finally {
            answered.run();
        }
    }

    private List<Asked<?>> round() {
        var round = new ArrayList<Asked<?>>();
        for (Asked<?> next = gathered.poll(); next != null; next = gathered.poll()) {
            round.add(next);
        }
        return round;
    }

    private void appointNext() {
        do {
            for (Asked<?> next : gathered) {
                if (next.appoint()) {
                    return;
                }
            }
            // Whoever is still there has given up.
            underWay.set(false);
        } while (gathered.stream().anyMatch(asked -> !asked.answered()) && underWay.compareAndSet(false, true));
    }
}
