package io.eligo.cache;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.cache.*}.
 *
 * @param lifetime maximum age of a cached value, whether it is read or not; give or take a tenth
 * @param lease maximum time between a reader's miss and its store
 * @param trust maximum age of a cached value after the commit of its eviction: a node trusts its last view of the namespace
 *     and of pending evictions for this time; must be the same on every node, or a cached value may outlive its eviction
 * @param patience maximum time an eviction may stay unacknowledged before the namespace is closed; ten times as long while
 *     Redis answers but falls behind
 * @param look interval between two searches for abandoned evictions
 */
@ConfigurationProperties("eligo.cache")
record CacheSettings(
        @DefaultValue("PT1H") Duration lifetime,
        @DefaultValue("PT3S") Duration lease,
        @DefaultValue("PT0.6S") Duration trust,
        @DefaultValue("PT1S") Duration patience,
        @DefaultValue("PT0.2S") Duration look) {
    CacheSettings {
        requireAtLeast(Duration.ofSeconds(1), "lifetime", lifetime);
        requireAtLeast(Duration.ofMillis(10), "lease", lease);
        requireAtLeast(Duration.ofMillis(10), "trust", trust);
        requireAtLeast(Duration.ZERO, "patience", patience);
        requireAtLeast(Duration.ofMillis(10), "look", look);
    }

    private static void requireAtLeast(Duration minimum, String name, Duration value) {
        if (value.compareTo(minimum) < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.cache.%s is %s; accepted: at least %s", name, value, minimum));
        }
    }

    /**
     * Time after which no node uses a closed namespace: the trust time, and half of it again because clocks run at
     * different speeds.
     */
    Duration closedNamespaceGracePeriod() {
        return trust.plus(trust.dividedBy(2));
    }
}
