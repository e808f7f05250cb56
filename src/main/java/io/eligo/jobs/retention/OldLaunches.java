package io.eligo.jobs.retention;

import io.eligo.jobs.Launches;
import io.eligo.jobs.Prunable;
import io.eligo.jobs.RetentionSettings;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

@Component
class OldLaunches implements Prunable {
    private final Launches launches;
    private final Duration keep;

    OldLaunches(Launches launches, RetentionSettings settings) {
        this.launches = launches;
        this.keep = settings.launches();
    }

    @Override
    public String name() {
        return "launches";
    }

    @Override
    public Duration keep() {
        return keep;
    }

    @Override
    public long older(Instant than) {
        return launches.older(than);
    }

    @Override
    public int prune(Instant olderThan, int most) {
        return launches.prune(olderThan, most);
    }
}
