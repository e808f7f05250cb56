package io.eligo.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Identity of the connected servers and the epoch in which it holds. A restarted or promoted server may hold data that is
 * older than the last write. Lettuce reconnects by itself and may send a command twice, so every connect or disconnect, of any
 * cluster node, makes the servers unidentified until they are queried again. So does a server's message that it has emptied
 * its database: a server sends that on its existing connections before it holds another server's data. These events arrive
 * before any later answer. If the epoch is the same before and after a command, the answer is from the identified servers.
 */
final class ServerEpoch implements RedisConnectionStateListener {
    private final AtomicLong epoch = new AtomicLong();
    private volatile @Nullable IdentifiedServers identifiedServers;

    /** @param expiresAt end of the identification, in {@code System.nanoTime}; null if the servers announce what would end it */
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

    /** Makes the servers unidentified. */
    void invalidate() {
        epoch.incrementAndGet();
    }

    /** The current epoch; must be read before the servers are queried or a command is sent. */
    long current() {
        return epoch.get();
    }

    /**
     * To be called when an answer has arrived, whatever the command.
     *
     * @param epoch of {@link #requireEpochOf}, before the command was sent
     * @throws RedisUnavailable if the answer may be of other servers than those of the epoch
     */
    void requireUnchanged(long epoch) throws RedisUnavailable {
        if (!isCurrent(epoch)) {
            throw new RedisUnavailable("Redis reconnected during the command");
        }
    }

    private boolean isCurrent(long epoch) {
        return this.epoch.get() == epoch;
    }

    /**
     * Records the servers' id.
     *
     * @param epoch read before the servers were queried
     * @param expiresAt end of the identification, in {@code System.nanoTime}; null if the servers announce that they will hold
     *     other data
     */
    void identify(String serverId, long epoch, @Nullable Long expiresAt) {
        identifiedServers = new IdentifiedServers(serverId, epoch, expiresAt);
    }

    /** Null while the servers are unidentified. */
    @Nullable
    String serverId() {
        IdentifiedServers last = identifiedServers;
        return last != null && isCurrent(last.epoch) && !last.isExpired() ? last.serverId : null;
    }

    /**
     * The epoch of a command to these servers.
     *
     * @throws RedisUnavailable if the command would reach other or unidentified servers
     */
    long requireEpochOf(String serverId) throws RedisUnavailable {
        IdentifiedServers last = identifiedServers;
        if (last == null || !isCurrent(last.epoch) || last.isExpired() || !last.serverId.equals(serverId)) {
            throw new RedisUnavailable("Redis server not identified");
        }
        return last.epoch;
    }
}
