package io.eligo.grants.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hash of a row's two arrays that PostgreSQL computes, so that correct rows need not be sent: writing 30 million
 * numbers onto the wire and reading them costs more than the rest of a comparison. 64 bits; a single different number
 * changes it.
 *
 * <p>Source: {@code hash_array_extended} and {@code hash_bytes_uint32_extended} (Bob Jenkins' lookup3) of PostgreSQL.
 * If a later version hashes differently, every row seems to differ, is fetched and compared by value: slower, and
 * equally correct.
 */
record RowFingerprint(UUID userId, long hash) implements StoredRow {
    /** SQL expression for the fingerprint of a row of {@code user_grants}. */
    static final String SQL = "hash_array_extended(offer_nos, 0) # hash_array_extended(relations, 1)";

    private static final int BEGIN = 0x9e3779b9 + Integer.BYTES + 3923095;

    @Override
    public boolean matches(UserGrants grants) {
        return hash == of(grants);
    }

    @Override
    public int @Nullable [] offers() {
        return null;
    }

    static long of(UserGrants grants) {
        return hash(grants.offerNos(), 0) ^ hash(grants.relations(), 1);
    }

    private static long hash(int[] numbers, long seed) {
        int a = BEGIN;
        int b = BEGIN;
        int c = BEGIN;
        if (seed != 0) {
            a += (int) (seed >>> 32);
            b += (int) seed;
            a = a - c ^ Integer.rotateLeft(c, 4);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 6);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 8);
            b += a;
            a = a - c ^ Integer.rotateLeft(c, 16);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 19);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        long hash = 1;
        for (int number : numbers) {
            hash = 31 * hash + hash(a + number, b, c);
        }
        return hash;
    }

    private static long hash(int first, int second, int third) {
        int a = first;
        int b = second;
        int c = (third ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return (long) b << 32 | c & 0xffffffffL;
    }
}
