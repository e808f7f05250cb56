package io.eligo.security.tokens;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Limits the requests to the issuer, whatever tokens arrive, and logs once when the issuer becomes unavailable and once when
 * it is available again.
 */
final class IssuerAvailability {
    static final Duration REQUEST_INTERVAL = Duration.ofSeconds(5);

    // Two changes of keys in a row need no wait.
    private static final int BURST = 3;
    private static final Logger LOG = LoggerFactory.getLogger(IssuerAvailability.class);

    private final AtomicBoolean unavailable = new AtomicBoolean();

    /** A limit for one kind of request. */
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
