package io.eligo.retention;

import io.eligo.jobs.LaunchQueue;
import io.eligo.platform.Prunable;
import io.eligo.platform.RetentionSettings;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

@Component
class PrunableLaunches implements Prunable {
    private final LaunchQueue launches;
    private final Duration keep;

    PrunableLaunches(LaunchQueue launches, RetentionSettings settings) {
        this.launches = launches;
        this.keep = settings.launches();
    }

    @Override
    public String name() {
        return "launches";
    }

    @Override
    public Duration retentionPeriod() {
        return keep;
    }

    @Override
    public long countOlderThan(Instant than) {
        return launches.countOlderThan(than);
    }

    @Override
    public int prune(Instant olderThan, int limit) {
        return launches.prune(olderThan, limit);
    }
}
