package io.eligo.cache;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.cache.*}.
 *
 * @param timeToLive Maximum age of a cached value, whether it is read or not; give or take a tenth.
 * @param leaseDuration Maximum time between a reader's miss and its store.
 * @param maxStaleness Maximum age of a cached value after the commit of its eviction: a node trusts its last view of the namespace
 *     and of pending evictions for this time. Must be the same on every node, or a cached value may outlive its eviction.
 * @param evictionTimeout Maximum time an eviction may stay unacknowledged before the namespace is closed; ten times as long while
 *     Redis answers but falls behind.
 * @param maintenanceInterval Interval between two searches for abandoned evictions.
 */
@Validated
@ConfigurationProperties("eligo.cache")
record CacheSettings(
        @DefaultValue("PT1H") @DurationMin(seconds = 1) Duration timeToLive,
        @DefaultValue("PT3S") @DurationMin(millis = 10) Duration leaseDuration,
        @DefaultValue("PT0.6S") @DurationMin(millis = 10) Duration maxStaleness,
        @DefaultValue("PT1S") @DurationMin Duration evictionTimeout,
        @DefaultValue("PT0.2S") @DurationMin(millis = 10) Duration maintenanceInterval) {
    /**
     * Time after which no node uses a closed namespace: the maximum staleness, and half of it again because clocks run at
     * different speeds.
     */
    Duration closedNamespaceGracePeriod() {
        return maxStaleness.plus(maxStaleness.dividedBy(2));
    }
}
