package io.eligo.catalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.CatalogFixture;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.rules.Window;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Live offers are computed once between two window edges and are correct for concurrent readers of
 * different instants.
 */
class LiveOffersTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int OFFERS = 40;
    private static final int MICROS = 200;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final CatalogFixture catalog = new CatalogFixture();

    @Test
    void equalsTheRulesAtEachMicrosecondInAnyOrder() {
        CatalogSnapshot snapshot = someOffers();
        for (int micro = -1; micro <= MICROS; micro++) {
            assertRight(snapshot, at(micro));
        }
        for (int micro = MICROS; micro >= -1; micro--) {
            assertRight(snapshot, at(micro));
        }
        for (int i = 0; i < 1_000; i++) {
            assertRight(snapshot, at(random.nextInt(MICROS)).plusNanos(random.nextInt(3) - 1));
        }
        assertRight(snapshot, Instant.MIN);
        assertRight(snapshot, Instant.MAX);
    }

    @Test
    void isTheSameUntilTheNextEdge() {
        catalog.put(1, "one", new Window(at(10), at(20)));
        catalog.put(2, "two", new Window(at(15), null));
        CatalogSnapshot snapshot = catalog.snapshot();

        LiveOffers both = snapshot.liveOffers(at(15));
        assertThat(snapshot.liveOffers(at(20))).isSameAs(both);
        assertThat(snapshot.liveOffers(at(17))).isSameAs(both);
        assertThat(snapshot.liveOffers(at(21))).isNotSameAs(both);
        LiveOffers onlyTwo = snapshot.liveOffers(at(21));
        assertThat(snapshot.liveOffers(at(1_000_000))).isSameAs(onlyTwo);
        assertThat(snapshot.liveOffers(at(14))).isNotSameAs(both);
    }

    @Test
    void concurrentReadersGetTheirOwnInstant() {
        CatalogSnapshot snapshot = someOffers();
        IntStream.range(0, 4)
                .parallel()
                .forEach(asker -> new Random(seed + asker)
                        .ints(5_000, 0, MICROS)
                        .forEach(micro -> assertRight(snapshot, at(micro))));
    }

    private CatalogSnapshot someOffers() {
        for (int number = 0; number < OFFERS; number++) {
            int from = random.nextInt(MICROS);
            catalog.put(number, "offer", new Window(sometimes(from), sometimes(from + random.nextInt(20))));
        }
        return catalog.snapshot();
    }

    private @Nullable Instant sometimes(int micro) {
        return random.nextInt(6) == 0 ? null : at(micro);
    }

    private void assertRight(CatalogSnapshot snapshot, Instant now) {
        LiveOffers live = snapshot.liveOffers(now);
        int broad = live.nextBroad(0);
        for (int position = 0; position < snapshot.size(); position++) {
            boolean holds = snapshot.offer(position).offer().live(now).isPositive();
            assertThat(live.isLive(position))
                    .as("seed %d, %d at %s", seed, position, now)
                    .isEqualTo(holds);
            assertThat(broad == position).isEqualTo(holds);
            broad = holds ? live.nextBroad(position + 1) : broad;
        }
        assertThat(broad).isEqualTo(snapshot.size());
    }

    private static Instant at(int micro) {
        return NOON.plus(micro, ChronoUnit.MICROS);
    }
}
