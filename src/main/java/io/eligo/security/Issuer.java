package io.eligo.security;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** How often the issuer may be asked, whatever tokens come, and whether it answers: said once when it stops, and once when it is back. */
final class Issuer {
    static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);

    // So that keys may change twice at once.
    private static final int AT_ONCE = 3;
    private static final Logger LOG = LoggerFactory.getLogger(Issuer.class);

    private final AtomicBoolean away = new AtomicBoolean();

    /** For one kind of question. */
    static Bucket questions() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(AT_ONCE).refillGreedy(1, BETWEEN_QUESTIONS))
                .build();
    }

    void failed(Exception reason) {
        if (away.compareAndSet(false, true)) {
            LOG.warn(
                    "Issuer unavailable, tokens with keys that are not known yet get 503 until it answers: {}",
                    NestedExceptionUtils.getMostSpecificCause(reason).toString());
        }
    }

    void answered() {
        if (away.compareAndSet(true, false)) {
            LOG.info("Issuer available again");
        }
    }
}
