package io.eligo.cache;

import io.eligo.cache.Namespaces.Standing;
import io.eligo.redis.Redis;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;

/** What a node does all the time so that there is a cache: knows its Redis, sweeps, and opens and closes the namespace. */
@Component
class Upkeep {
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
                namespaces.close(standing, "Redis has restarted, or is not the one that other nodes use");
            }
        } else if (redis.answering() && standing.stoodFor(settings.untilForgotten())) {
            open(standing, servers);
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
