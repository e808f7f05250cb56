package io.eligo.retention;

import io.eligo.grants.Grants;
import io.eligo.outbox.inspect.ParkedEvent;
import io.eligo.outbox.inspect.ParkedEvents;
import io.eligo.platform.Prunable;
import io.eligo.platform.RetentionSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Discards old parked events as an operator would: the grants of the users they name stay unchanged, and the cached
 * copies of these grants are evicted.
 */
@Component
class PrunableParkedEvents implements Prunable {
    private final ParkedEvents parked;
    private final Grants grants;
    private final Duration keep;

    PrunableParkedEvents(ParkedEvents parked, Grants grants, RetentionSettings settings) {
        this.parked = parked;
        this.grants = grants;
        this.keep = settings.parkedEvents();
    }

    @Override
    public String name() {
        return "parked events";
    }

    @Override
    public Duration retentionPeriod() {
        return keep;
    }

    @Override
    public long countOlderThan(Instant than) {
        return parked.countParkedBefore(than);
    }

    @Override
    public int prune(Instant olderThan, int limit) {
        List<ParkedEvent> discarded = parked.discard(parked.findParkedBefore(olderThan, limit));
        grants.evict(discarded.stream().flatMap(event -> event.users().stream()).toList());
        return discarded.size();
    }
}
