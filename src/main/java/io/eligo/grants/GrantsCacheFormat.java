package io.eligo.grants;

import io.eligo.cache.CacheCodec;
import io.eligo.grants.store.UserGrants;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cache encoding of grants: the offer numbers, then the relations, each as a count followed by the differences
 * between neighbours. Numbers are varints, groups of seven bits with the lowest group first. An offer takes two bytes
 * where there are ten thousand offers.
 */
final class GrantsCacheFormat implements CacheCodec<GrantsWithSource> {
    private static final int CONTINUATION_BIT = 0x80;

    @Override
    public byte version() {
        return 1;
    }

    @Override
    public byte[] encode(GrantsWithSource grantsWithSource) {
        UserGrants grants = grantsWithSource.grants();
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
        int rest = number;
        while (rest >>> 7 != 0) {
            bytes.write(rest & CONTINUATION_BIT - 1 | CONTINUATION_BIT);
            rest >>>= 7;
        }
        bytes.write(rest);
    }

    @Override
    public @Nullable GrantsWithSource decode(ByteBuffer bytes) {
        int[] offerNos = readAscending(bytes);
        int[] relations = readAscending(bytes);
        return offerNos == null || relations == null || bytes.hasRemaining()
                ? null
                : new GrantsWithSource(new UserGrants(offerNos, relations), GrantsWithSource.GrantsSource.CACHE);
    }

    private static int @Nullable [] readAscending(ByteBuffer bytes) {
        int count = readVarint(bytes);
        if (count < 0 || count > bytes.remaining()) {
            return null;
        }
        var numbers = new int[count];
        int before = 0;
        for (int i = 0; i < count; i++) {
            before += readVarint(bytes);
            numbers[i] = before;
        }
        return numbers;
    }

    private static int readVarint(ByteBuffer bytes) {
        int number = 0;
        int shift = 0;
        int group;
        do {
            group = bytes.get();
            number |= (group & CONTINUATION_BIT - 1) << shift;
            shift += 7;
        } while ((group & CONTINUATION_BIT) != 0);
        return number;
    }
}
