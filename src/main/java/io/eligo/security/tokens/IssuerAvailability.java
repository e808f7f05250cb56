package io.eligo.security.tokens;

import io.eligo.platform.OutageLog;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the requests to the issuer, whatever tokens arrive, and logs once when the issuer becomes unavailable and once when
 * it is available again.
 */
final class IssuerAvailability {
    static final Duration REQUEST_INTERVAL = Duration.ofSeconds(5);

    // Two changes of keys in a row need no wait.
    private static final int BURST = 3;
    private static final Logger log = LoggerFactory.getLogger(IssuerAvailability.class);

    private final OutageLog outage = new OutageLog(
            log,
            "Issuer unavailable, tokens with keys that are not known yet get 503 until it answers: {}",
            "Issuer available again after {} s");

    /** A limit for one kind of request. */
    static Bucket newRequestLimit() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(BURST).refillGreedy(1, REQUEST_INTERVAL))
                .build();
    }

    void recordFailure(Exception reason) {
        outage.recordFailure(reason);
    }

    void recordSuccess() {
        outage.recordSuccess();
    }
}
