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
final class ServerEpoch implements RedisConnectionStateListener {
    private final AtomicLong epoch = new AtomicLong();
    private volatile @Nullable IdentifiedServers identifiedServers;

    /** @param expiresAt after which they are strangers, in {@code System.nanoTime}; null if they announce what would make them so */
    private record IdentifiedServers(
            String serverId, long epoch, @Nullable Long expiresAt) {
        boolean isExpired() {
            return expiresAt != null && System.nanoTime() - expiresAt > 0;
        }
    }

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        epoch.incrementAndGet();
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        epoch.incrementAndGet();
    }

    /** From now on they are strangers. */
    void invalidate() {
        epoch.incrementAndGet();
    }

    /** To be remembered before the servers are asked, or a command is sent. */
    long current() {
        return epoch.get();
    }

    /** Whether all connections are those that there were at the mark. */
    boolean isCurrent(long mark) {
        return epoch.get() == mark;
    }

    /**
     * They said so, after the mark.
     *
     * @param expiresAt null if they announce it before they hold other data
     */
    void identify(String servers, long mark, @Nullable Long until) {
        identifiedServers = new IdentifiedServers(servers, mark, until);
    }

    /** Null while they are strangers. */
    @Nullable
    String serverId() {
        IdentifiedServers last = identifiedServers;
        return last != null && isCurrent(last.epoch) && !last.isExpired() ? last.serverId : null;
    }

    /**
     * The mark of a command to these servers.
     *
     * @throws RedisTrouble if it would go to others, or nobody knows to whom
     */
    long requireEpochOf(String servers) throws RedisUnavailable {
        IdentifiedServers last = identifiedServers;
        if (last == null || !isCurrent(last.epoch) || last.isExpired() || !last.serverId.equals(servers)) {
            throw new RedisUnavailable("not connected to servers that are known");
        }
        return last.epoch;
    }
}
