package io.eligo.grants;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.grants.store.UserGrants;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrantsCacheFormatTest {
    private final GrantsCacheFormat format = new GrantsCacheFormat();

    @Test
    void decodesWhatItEncodes() {
        var random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            var grants = new UserGrants(ascending(random, random.nextInt(100)), ascending(random, random.nextInt(20)));
            GrantsWithSource read = format.decode(
                    ByteBuffer.wrap(format.encode(new GrantsWithSource(grants, GrantsWithSource.GrantsSource.TABLE))));
            assertThat(read).isEqualTo(new GrantsWithSource(grants, GrantsWithSource.GrantsSource.CACHE));
        }
    }

    @Test
    void aUserWithoutRelationsTakesTwoBytes() {
        byte[] bytes = format.encode(new GrantsWithSource(UserGrants.EMPTY, GrantsWithSource.GrantsSource.COMPUTED));
        assertThat(bytes).hasSize(2);
        assertThat(format.decode(ByteBuffer.wrap(bytes)))
                .isEqualTo(new GrantsWithSource(UserGrants.EMPTY, GrantsWithSource.GrantsSource.CACHE));
    }

    @Test
    void rejectsBytesAfterTheEnd() {
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
