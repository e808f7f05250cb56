package io.eligo.outbox.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserHashSetTest {
    @Test
    void containsExactlyTheAddedUsers() {
        var users = new UserHashSet();
        for (int time = 0; time < 3; time++) {
            for (int n = 0; n < 100_000; n++) {
                users.add(new UUID(5, 2 * n));
            }
        }
        users.sorted();
        for (int n = 0; n < 100_000; n++) {
            assertThat(users.contains(new UUID(5, 2 * n))).isTrue();
            assertThat(users.contains(new UUID(5, 2 * n + 1))).isFalse();
        }
    }

    @Test
    void anEmptySetContainsNoUser() {
        assertThat(new UserHashSet().sorted().contains(new UUID(0, 0))).isFalse();
    }
}
