package io.eligo.security.tokens;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** How often the issuer may be asked, whatever tokens come, and whether it answers: said once when it stops, and once when it is back. */
final class IssuerAvailability {
    static final Duration REQUEST_INTERVAL = Duration.ofSeconds(5);

    // So that keys may change twice at once.
    private static final int BURST = 3;
    private static final Logger LOG = LoggerFactory.getLogger(IssuerAvailability.class);

    private final AtomicBoolean unavailable = new AtomicBoolean();

    /** For one kind of question. */
    static Bucket newRequestLimit() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(BURST).refillGreedy(1, REQUEST_INTERVAL))
                .build();
    }

    void recordFailure(Exception reason) {
        if (unavailable.compareAndSet(false, true)) {
            LOG.warn(
                    "Issuer unavailable, tokens with keys that are not known yet get 503 until it answers: {}",
                    NestedExceptionUtils.getMostSpecificCause(reason).toString());
        }
    }

    void recordSuccess() {
        if (unavailable.compareAndSet(true, false)) {
            LOG.info("Issuer available again");
        }
    }
}
