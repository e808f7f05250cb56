package io.eligo.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachedGrantsTest {
    private final CachedGrants format = new CachedGrants();

    @Test
    void whatIsWrittenIsReadBack() {
        var random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            var grants = new UserGrants(ascending(random, random.nextInt(100)), ascending(random, random.nextInt(20)));
            Granted read = format.decode(ByteBuffer.wrap(format.encode(new Granted(grants, Granted.Source.TABLE))));
            assertThat(read).isEqualTo(new Granted(grants, Granted.Source.CACHE));
        }
    }

    @Test
    void aStrangerTakesTwoBytes() {
        byte[] bytes = format.encode(new Granted(UserGrants.STRANGER, Granted.Source.COMPUTED));
        assertThat(bytes).hasSize(2);
        assertThat(format.decode(ByteBuffer.wrap(bytes)))
                .isEqualTo(new Granted(UserGrants.STRANGER, Granted.Source.CACHE));
    }

    @Test
    void whatIsLeftOverMakesItNoGrants() {
        assertThat(format.decode(ByteBuffer.wrap(new byte[] {0, 0, 0}))).isNull();
        assertThat(format.decode(ByteBuffer.wrap(new byte[] {3, 1}))).isNull();
    }

    private static int[] ascending(Random random, int count) {
        return IntStream.generate(() -> random.nextInt(1 << random.nextInt(1, 31)))
                .distinct()
                .limit(count)
                .sorted()
                .toArray();
    }
}
