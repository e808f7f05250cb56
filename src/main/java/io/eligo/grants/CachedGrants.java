package io.eligo.grants;

import io.eligo.cache.CacheCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Grants as a copy: the offers and then the relations, each as their count and the steps from one to the next, in groups of seven
 * bits with the lowest first. Two bytes an offer where there are ten thousand.
 */
final class CachedGrants implements CacheCodec<Granted> {
    private static final int MORE = 0x80;

    @Override
    public byte version() {
        return 1;
    }

    @Override
    public byte[] encode(Granted granted) {
        UserGrants grants = granted.grants();
        var bytes = new ByteArrayOutputStream(4 + 2 * grants.offerNos().length + 3 * grants.relations().length);
        write(grants.offerNos(), bytes);
        write(grants.relations(), bytes);
        return bytes.toByteArray();
    }

    private static void write(int[] ascending, ByteArrayOutputStream bytes) {
        write(ascending.length, bytes);
        int before = 0;
        for (int number : ascending) {
            write(number - before, bytes);
            before = number;
        }
    }

    private static void write(int number, ByteArrayOutputStream bytes) {
        int left = number;
        while (left >>> 7 != 0) {
            bytes.write(left & MORE - 1 | MORE);
            left >>>= 7;
        }
        bytes.write(left);
    }

    @Override
    public @Nullable Granted decode(ByteBuffer bytes) {
        int[] offerNos = ascending(bytes);
        int[] relations = ascending(bytes);
        return offerNos == null || relations == null || bytes.hasRemaining()
                ? null
                : new Granted(new UserGrants(offerNos, relations), Granted.Source.CACHE);
    }

    private static int @Nullable [] ascending(ByteBuffer bytes) {
        int count = number(bytes);
        if (count < 0 || count > bytes.remaining()) {
            return null;
        }
        var numbers = new int[count];
        int before = 0;
        for (int i = 0; i < count; i++) {
            before += number(bytes);
            numbers[i] = before;
        }
        return numbers;
    }

    private static int number(ByteBuffer bytes) {
        int number = 0;
        int shift = 0;
        int group;
        do {
            group = bytes.get();
            number |= (group & MORE - 1) << shift;
            shift += 7;
        } while ((group & MORE) != 0);
        return number;
    }
}
