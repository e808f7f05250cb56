package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NamespaceViewTest {
    @Test
    void aViewExpiresWhileTheMachineSleeps() {
        var current = NamespaceView.now("1 x");
        var hourOld = new NamespaceView(
                current.polledCacheState(),
                current.queriedAt(),
                current.queriedAtMillis() - Duration.ofHours(1).toMillis());
        assertThat(current.hasNoEvictionOlderThan(Duration.ofMinutes(1))).isTrue();
        assertThat(hourOld.hasNoEvictionOlderThan(Duration.ofMinutes(1))).isFalse();
    }
}
