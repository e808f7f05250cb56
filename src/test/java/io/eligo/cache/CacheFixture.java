package io.eligo.cache;

import io.eligo.catalog.Catalog;
import io.eligo.redis.Redis;
import io.eligo.redis.RedisUnavailable;
import io.eligo.redis.Script;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs the cache's maintenance when a test calls it; a server runs it by itself. */
@TestComponent
public class CacheFixture {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Script REPLACE = Script.of("return redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000)");

    private final CacheMaintenance cacheMaintenance;
    private final Catalog catalog;
    private final Redis redis;
    private final JdbcClient jdbc;

    CacheFixture(CacheMaintenance cacheMaintenance, Catalog catalog, Redis redis, JdbcClient jdbc) {
        this.cacheMaintenance = cacheMaintenance;
        this.catalog = catalog;
        this.redis = redis;
        this.jdbc = jdbc;
    }

    /** Waits until the cache is open and this node knows it. */
    public void awaitOpen() {
        Awaitility.await().atMost(TIMEOUT).until(() -> {
            cacheMaintenance.runOnce();
            catalog.refresh();
            return isUsable();
        });
    }

    public void runOnce() {
        cacheMaintenance.runOnce();
    }

    /** Waits until every eviction has returned; does not carry out any. */
    public void awaitEvictions() {
        Awaitility.await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(2)).until(() -> !hasPendingEvictions());
    }

    /** Carries out pending evictions, as a server's loop would, until none is left. */
    public void recoverEvictions() {
        Awaitility.await().atMost(TIMEOUT).until(() -> {
            cacheMaintenance.runOnce();
            return !hasPendingEvictions();
        });
    }

    public boolean hasPendingEvictions() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM cache_eviction)")
                .query(Boolean.class)
                .single();
    }

    public boolean isUsable() {
        String open = catalog.current().state(PolledCacheState.class).openNamespace();
        return open != null && Namespace.parse(open).serverId().equals(redis.serverId());
    }

    /** A user's key in the namespace that this node knows. */
    public byte[] key(UUID user) {
        return Namespace.parse(String.valueOf(
                        catalog.current().state(PolledCacheState.class).openNamespace()))
                .key(user);
    }

    /** Replaces the copy of a user, as no reader or writer would. */
    public <T> void replaceCopy(UUID user, CacheCodec<T> codec, T value) {
        try {
            redis.runScript(
                    String.valueOf(redis.serverId()), REPLACE, key(user), new Envelope<>(codec).encode(user, value));
        } catch (RedisUnavailable e) {
            throw new IllegalStateException("replacing a copy", e);
        }
    }
}
