package io.eligo.rollout;

import io.eligo.platform.MurmurHash;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The state of the switch. If enabled, it includes allowed users, and users of the share who are not denied. If disabled, it
 * includes no user.
 *
 * @param version increases with each change
 * @param share percentage of the users, with at most two decimal places
 * @param shadowShare percentage of the reads that both paths answer, to be compared; with at most two decimal places
 * @param salt decides together with the user's id whether the user belongs to the share: a larger share includes all users of
 *     a smaller one
 * @param allowed users that the switch includes whatever the share
 * @param denied users that the switch does not include whatever the share
 * @param changedBy null if the switch was never changed
 */
public record Rollout(
        long version,
        boolean enabled,
        BigDecimal share,
        BigDecimal shadowShare,
        UUID salt,
        Set<UUID> allowed,
        Set<UUID> denied,
        Instant changedAt,
        @Nullable String changedBy,
        @Nullable String reason) {
    private static final int BUCKETS = 10_000;

    public Rollout {
        allowed = Set.copyOf(allowed);
        denied = Set.copyOf(denied);
    }

    /** Whether the precomputed path answers this user. */
    public boolean includes(UUID user) {
        if (!enabled || denied.contains(user)) {
            return false;
        }
        return bucket(user) < buckets(share) || allowed.contains(user);
    }

    /** Whether the query-time resolver answers every user. */
    public boolean includesNoUser() {
        return !enabled || share.signum() == 0 && allowed.isEmpty();
    }

    /** Whether a read belongs to the shadow share. */
    boolean choosesForShadow(RandomGenerator random) {
        return shadowShare.signum() > 0 && random.nextInt(BUCKETS) < buckets(shadowShare);
    }

    private static int buckets(BigDecimal percentage) {
        return percentage.movePointRight(2).intValue();
    }

    private int bucket(UUID user) {
        return (int) Long.remainderUnsigned(MurmurHash.mix(MurmurHash.of(user) ^ MurmurHash.of(salt)), BUCKETS);
    }
}
