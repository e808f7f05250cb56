package io.eligo.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who the servers are at the other end, in this life of theirs: what a restarted or promoted one holds may be older than what was
 * last written. Lettuce connects again by itself and may send a command twice, so with every connection that comes or goes, of
 * any node of a cluster, the servers are strangers again until they have been asked. They are likewise when one says that it has
 * emptied its database, as a server does on its old connections before it holds what another one sends. The events come before
 * any later answer: whoever finds the same count before and after a command has the answer of the servers that were known.
 */
final class Acquaintance implements RedisConnectionStateListener {
    private final AtomicLong events = new AtomicLong();
    private volatile @Nullable Known known;

    /** @param until after which they are strangers, in {@code System.nanoTime}; null if they announce what would make them so */
    private record Known(
            String servers, long events, @Nullable Long until) {
        boolean expired() {
            return until != null && System.nanoTime() - until > 0;
        }
    }

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        events.incrementAndGet();
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        events.incrementAndGet();
    }

    /** From now on they are strangers. */
    void forget() {
        events.incrementAndGet();
    }

    /** To be remembered before the servers are asked, or a command is sent. */
    long mark() {
        return events.get();
    }

    /** Whether all connections are those that there were at the mark. */
    boolean still(long mark) {
        return events.get() == mark;
    }

    /**
     * They said so, after the mark.
     *
     * @param until null if they announce it before they hold other data
     */
    void learned(String servers, long mark, @Nullable Long until) {
        known = new Known(servers, mark, until);
    }

    /** Null while they are strangers. */
    @Nullable
    String servers() {
        Known last = known;
        return last != null && still(last.events) && !last.expired() ? last.servers : null;
    }

    /**
     * The mark of a command to these servers.
     *
     * @throws RedisTrouble if it would go to others, or nobody knows to whom
     */
    long markWith(String servers) throws RedisTrouble {
        Known last = known;
        if (last == null || !still(last.events) || last.expired() || !last.servers.equals(servers)) {
            throw new RedisTrouble("not connected to servers that are known");
        }
        return last.events;
    }
}
