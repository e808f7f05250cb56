package io.eligo.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.eligo.tracing.TraceParent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Binary format of a key's value. A cached value is {@code V}, the version of its format, the encoded value, and four bytes of
 * CRC-32C over these and the user's id, which is part of the key and not of the value. A lease is {@code L} and a unique id. An
 * eviction mark is {@code T} and the trace parent of the eviction: no value is cached, and the next read continues the trace.
 */
final class Envelope<T> {
    private static final byte VALUE = 'V';
    private static final byte LEASE = 'L';
    private static final byte MARK = 'T';
    private static final int OVERHEAD = 1 + 1 + Integer.BYTES;

    private static final long NODE_ID = RandomGenerator.getDefault().nextLong();
    private static final AtomicLong LEASE_COUNTER = new AtomicLong();

    private final CacheCodec<T> cacheCodec;

    Envelope(CacheCodec<T> cacheCodec) {
        this.cacheCodec = cacheCodec;
    }

    static byte[] newLease() {
        return ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put(LEASE)
                .putLong(NODE_ID)
                .putLong(LEASE_COUNTER.incrementAndGet())
                .array();
    }

    static boolean isLease(byte[] found) {
        return found.length == 1 + 2 * Long.BYTES && found[0] == LEASE;
    }

    static byte[] newMark(TraceParent eviction) {
        return ByteBuffer.allocate(1 + TraceParent.LENGTH)
                .put(MARK)
                .put(eviction.text().getBytes(US_ASCII))
                .array();
    }

    /** The eviction that has left the mark; null if the bytes are no mark. */
    static @Nullable TraceParent evictionOf(byte[] found) {
        return found.length == 1 + TraceParent.LENGTH && found[0] == MARK
                ? TraceParent.parse(new String(found, 1, TraceParent.LENGTH, US_ASCII))
                : null;
    }

    byte[] encode(UUID user, T value) {
        byte[] encoded = cacheCodec.encode(value);
        ByteBuffer sealed = ByteBuffer.allocate(encoded.length + OVERHEAD)
                .put(VALUE)
                .put(cacheCodec.version())
                .put(encoded);
        return sealed.putInt(checksum(user, sealed.array())).array();
    }

    /** Null if the bytes are no complete cached value of this user. */
    @Nullable
    T decode(UUID user, byte[] found) {
        if (found.length < OVERHEAD || found[0] != VALUE || found[1] != cacheCodec.version()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(found);
        int end = found.length - Integer.BYTES;
        if (bytes.getInt(end) != checksum(user, found)) {
            return null;
        }
        try {
            return cacheCodec.decode(bytes.position(2).limit(end));
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static int checksum(UUID user, byte[] sealed) {
        var sum = new CRC32C();
        sum.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(user.getMostSignificantBits())
                .putLong(user.getLeastSignificantBits())
                .flip());
        sum.update(sealed, 0, sealed.length - Integer.BYTES);
        return (int) sum.getValue();
    }
}
