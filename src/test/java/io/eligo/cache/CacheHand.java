package io.eligo.cache;

import io.eligo.catalog.Catalog;
import io.eligo.redis.Redis;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks after the cache when a test says so, as a server does by itself. */
@TestComponent
public class CacheHand {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Upkeep upkeep;
    private final Catalog catalog;
    private final Redis redis;
    private final JdbcClient jdbc;

    CacheHand(Upkeep upkeep, Catalog catalog, Redis redis, JdbcClient jdbc) {
        this.upkeep = upkeep;
        this.catalog = catalog;
        this.redis = redis;
        this.jdbc = jdbc;
    }

    /** Until it may be used, and this node knows. */
    public void open() {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            upkeep.runOnce();
            catalog.refresh();
            return usable();
        });
    }

    public void runOnce() {
        upkeep.runOnce();
    }

    /** Waits until every eviction has returned; somebody else carries them out. */
    public void waitForEvictions() {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> !evictionsLeft());
    }

    /** Carries out what is left, as the loop of a server would, until nothing is. */
    public void sweep() {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            upkeep.runOnce();
            return !evictionsLeft();
        });
    }

    public boolean evictionsLeft() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM cache_eviction)")
                .query(Boolean.class)
                .single();
    }

    public boolean usable() {
        String open = catalog.current().cacheNamespace();
        return open != null && Namespace.parse(open).servers().equals(redis.servers());
    }

    /** The key of a user, under the namespace that this node knows. */
    public byte[] key(UUID user) {
        return Namespace.parse(String.valueOf(catalog.current().cacheNamespace()))
                .key(user);
    }
}
