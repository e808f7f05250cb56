package io.eligo.graphql;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Memory for large answers: a quarter of the heap, and of that at most a quarter for one user, who may be slow to read. An
 * answer that finds none left waits a little. Small answers take no part.
 */
@Component
final class LargeAnswers {
    private static final long SHARE = 4;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    // A quarter of Tomcat's threads: the rest is for small answers.
    private static final int MOST_WAITING = 50;

    private final long most;
    private final long mostOfOne;
    private final Duration longestWait;
    private final Map<String, Long> users = new HashMap<>();
    private long taken;
    private int waiting;

    @Autowired
    LargeAnswers(LimitSettings limits) {
        this(Runtime.getRuntime().maxMemory() / SHARE, 2 * limits.answer().toBytes(), LONGEST_WAIT);
    }

    /** @param least what one answer may need */
    LargeAnswers(long memory, long least, Duration longestWait) {
        this.most = Math.max(memory, least);
        this.mostOfOne = Math.max(most / SHARE, least);
        this.longestWait = longestWait;
    }

    /** Whether there is, or soon was, so much memory. */
    synchronized boolean take(String user, long bytes) {
        if (!hasRoom(user, bytes) && !waitForRoom(user, bytes)) {
            return false;
        }
        taken += bytes;
        users.merge(user, bytes, Long::sum);
        return true;
    }

    private boolean waitForRoom(String user, long bytes) {
        if (waiting == MOST_WAITING) {
            return false;
        }
        waiting++;
        try {
            long end = System.nanoTime() + longestWait.toNanos();
            long left = longestWait.toMillis();
            while (left > 0 && !hasRoom(user, bytes)) {
                wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
            return hasRoom(user, bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }

    private boolean hasRoom(String user, long bytes) {
        return taken + bytes <= most && users.getOrDefault(user, 0L) + bytes <= mostOfOne;
    }

    synchronized void giveBack(String user, long bytes) {
        taken -= bytes;
        users.computeIfPresent(user, (name, all) -> all == bytes ? null : all - bytes);
        notifyAll();
    }
}
