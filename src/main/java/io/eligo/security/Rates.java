package io.eligo.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * How often each user asks. Whoever asks now and then, a tenth of what is allowed, is not even counted beyond this node; the rest
 * is drawn from a count that all nodes share, a handful at a time, and from one of this node, which is enough where the other
 * cannot be reached.
 */
final class Rates {
    private static final int MOST_USERS = 100_000;
    private static final int QUIET = 10;

    private final RateSettings settings;
    private final SharedRates shared;
    private final Cache<String, OwnCount> users;

    Rates(RateSettings settings, SharedRates shared) {
        this.settings = settings;
        this.shared = shared;
        this.users = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MOST_USERS)
                // By then it is full again.
                .expireAfterAccess(Duration.ofSeconds(1L + settings.burst() / settings.perSecond()))
                .build();
    }

    /** What one node knows of one user. */
    private record OwnCount(Bucket quiet, Bucket all, SharedRates.Share share) {}

    /** Counts a request; how many nanoseconds the user has to wait before the next one, 0 if this one may pass. */
    long waitOf(String user) {
        OwnCount count = users.get(user, this::begin);
        if (count.quiet().tryConsume(1)) {
            return 0;
        }
        ConsumptionProbe probe = count.all().tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? shared.waitOf(user, count.share()) : probe.getNanosToWaitForRefill();
    }

    private OwnCount begin(String user) {
        return new OwnCount(
                bucket(Math.max(1, settings.burst() / QUIET), Duration.ofSeconds(QUIET)),
                bucket(settings.burst(), Duration.ofSeconds(1)),
                new SharedRates.Share());
    }

    private Bucket bucket(int capacity, Duration refill) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(settings.perSecond(), refill))
                .build();
    }
}
