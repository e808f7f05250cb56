package io.eligo.cache;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.cache.*}.
 *
 * @param lifetime how long a copy is kept at most, whether it is read or not; give or take a tenth
 * @param lease how long a reader may take between finding nothing and storing something
 * @param trust how long a copy may be believed after an eviction of it was committed: for so long a node believes what it last saw of
 *     the namespace and of pending evictions; the same on every node, or a copy may outlive its eviction
 * @param patience how long an eviction may go unacknowledged before the namespace moves on; ten times that while Redis answers and is behind
 * @param look how long a node waits between two looks for evictions that were left behind
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

    private static void requireAtLeast(Duration least, String name, Duration value) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.cache.%s is %s; accepted: at least %s", name, value, least));
        }
    }

    /** After how long a namespace that was closed is dead on every node. Half as long again, for clocks run differently. */
    Duration closedNamespaceGracePeriod() {
        return trust.plus(trust.dividedBy(2));
    }
}
