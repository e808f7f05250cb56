package io.eligo.security.rates;

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
public final class RateLimiter {
    private static final int MAX_USERS = 100_000;
    private static final int LOW_RATE_DIVISOR = 10;

    private final RateLimitSettings settings;
    private final RedisRateLimiter redisRateLimiter;
    private final Cache<String, UserBuckets> bucketsByUser;

    public RateLimiter(RateLimitSettings settings, RedisRateLimiter shared) {
        this.settings = settings;
        this.redisRateLimiter = shared;
        this.bucketsByUser = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MAX_USERS)
                // By then it is full again.
                .expireAfterAccess(Duration.ofSeconds(1L + settings.burst() / settings.perSecond()))
                .build();
    }

    /** What one node knows of one user. */
    private record UserBuckets(Bucket lowRate, Bucket fullRate, RedisRateLimiter.ReservedPermits reserved) {}

    /** Counts a request; how many nanoseconds the user has to wait before the next one, 0 if this one may pass. */
    public long consume(String user) {
        UserBuckets count = bucketsByUser.get(user, this::newBuckets);
        if (count.lowRate().tryConsume(1)) {
            return 0;
        }
        ConsumptionProbe probe = count.fullRate().tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? redisRateLimiter.consume(user, count.reserved()) : probe.getNanosToWaitForRefill();
    }

    private UserBuckets newBuckets(String user) {
        return new UserBuckets(
                bucket(Math.max(1, settings.burst() / LOW_RATE_DIVISOR), Duration.ofSeconds(LOW_RATE_DIVISOR)),
                bucket(settings.burst(), Duration.ofSeconds(1)),
                new RedisRateLimiter.ReservedPermits());
    }

    private Bucket bucket(int capacity, Duration refill) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(settings.perSecond(), refill))
                .build();
    }
}
