package io.eligo.grants.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.grants.store.SourceSnapshot;
import io.eligo.grants.store.UserGrants;
import io.eligo.platform.SetDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RevocationSetTest {
    private static final UserGrants NOTHING = new UserGrants(new int[0], new int[0]);

    @Test
    void digestIsIndependentOfOrderAndPartitionAndChangesWithAnyElement() {
        var users = new ArrayList<UnlockedDiff>();
        for (int n = 0; n < 1_000; n++) {
            users.add(loses(n, n, n + 1, n + 7));
        }
        SetDigest digest = RevocationSet.of(users).digest();
        Collections.shuffle(users, new Random(14));
        assertThat(RevocationSet.of(users).digest()).isEqualTo(digest);
        assertThat(RevocationSet.of(users.subList(0, 400))
                        .digest()
                        .plus(RevocationSet.of(users.subList(400, 1_000)).digest()))
                .isEqualTo(digest);
        users.set(3, loses(5_000, 1, 2, 3));
        assertThat(RevocationSet.of(users).digest()).isNotEqualTo(digest);
    }

    /** Users and offers with the consecutive numbers that tests and loaders use. */
    @Test
    void hashesOfConsecutiveIdsDiffer() {
        Set<Long> numbers = new HashSet<>();
        for (int user = 0; user < 1_000; user++) {
            for (int offer = 0; offer < 1_000; offer++) {
                numbers.add(SetDigest.of(new UUID(0, user), offer).high());
                numbers.add(SetDigest.of(new UUID(user, 1L << 40), offer).high());
            }
        }
        assertThat(numbers).hasSize(2_000_000);
    }

    @Test
    void filterLetsOnlyRevocationsOfTheSetPass() {
        RevocationSet revocationSet = RevocationSet.of(List.of(loses(1, 10, 20), loses(2, 30)));
        assertThat(revocationSet.selectRetained(new UUID(0, 1), new int[] {10, 20, 30}))
                .containsExactly(30);
        assertThat(revocationSet.selectRetained(new UUID(0, 2), new int[] {30})).isEmpty();
        assertThat(revocationSet.countMissing(RevocationSet.of(List.of(loses(1, 20)))))
                .isZero();
        assertThat(revocationSet.countMissing(RevocationSet.of(List.of(loses(1, 20, 30), loses(3, 10)))))
                .isEqualTo(2);
    }

    private static UnlockedDiff loses(int user, int... offers) {
        return new UnlockedDiff(
                new RowDiff(new UUID(0, user), offers, true, NOTHING),
                new ReadVersion(1, new SourceSnapshot(Instant.EPOCH, 1)),
                false);
    }
}
