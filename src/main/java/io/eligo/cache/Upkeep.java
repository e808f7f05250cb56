package io.eligo.cache;

import io.eligo.cache.Namespaces.Standing;
import io.eligo.redis.Redis;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;

/** What a node does all the time so that there is a cache: knows its Redis, sweeps, and opens and closes the namespace. */
@Component
class Upkeep {
    // More than one, for a cluster's servers have a share of them each.
    private static final List<byte[]> NO_COPIES = IntStream.range(0, 64)
            .mapToObj(n -> ("eligo:none:" + n).getBytes(StandardCharsets.US_ASCII))
            .toList();

    private final Redis redis;
    private final Sweep sweep;
    private final Namespaces namespaces;
    private final CacheSettings settings;

    Upkeep(Redis redis, Sweep sweep, Namespaces namespaces, CacheSettings settings) {
        this.redis = redis;
        this.sweep = sweep;
        this.namespaces = namespaces;
        this.settings = settings;
    }

    void runOnce() {
        redis.acquaint();
        Standing standing = sweep.runOnce();
        String servers = redis.servers();
        if (servers == null) {
            return;
        }
        if (standing.text() != null) {
            if (!Namespace.parse(standing.text()).servers().equals(servers)) {
                namespaces.close(
                        standing, "Redis has restarted or failed over, or is not the one that other nodes use");
            }
        } else if (redis.answering() && standing.stoodFor(settings.untilForgotten()) && deletes(servers)) {
            open(standing, servers);
        }
    }

    // One that answers and holds back writes would have the namespace closed again by the first eviction.
    private boolean deletes(String servers) {
        try {
            redis.delete(servers, NO_COPIES).join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private void open(Standing closed, String servers) {
        try {
            namespaces.open(closed, servers);
        } catch (PessimisticLockingFailureException e) {
            // Somebody is writing for longer than it waits: the next time, then.
        }
    }
}
