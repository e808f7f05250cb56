package io.eligo.feed.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import graphql.relay.ConnectionCursor;
import graphql.relay.DefaultConnectionCursor;
import io.eligo.api.ClientError;
import io.eligo.catalog.index.OutletKey;
import io.eligo.rules.FeedKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * The cursors of one connection: version, kind, order key and checksum, as base64url. A cursor encodes a position in the order,
 * not the number of preceding entries, so it stays valid after any change of the catalogue, even if its entry is gone. It is
 * opaque, but not secret: it contains only data that the caller has seen.
 */
public final class Cursor<K> {
    public static final Cursor<FeedKey> OFFER = new Cursor<>('o', Cursor::offer, Cursor::offer);
    public static final Cursor<OutletKey> OUTLET = new Cursor<>('p', Cursor::outlet, Cursor::outlet);

    // The epoch of PostgreSQL: from here, 64 bits cover the range of its timestamps.
    private static final Instant POSTGRESQL_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final byte VERSION = 1;
    private static final int FRAME_BYTES = 2 + Integer.BYTES;
    private static final int ID_BYTES = 2 * Long.BYTES;

    private final char kind;
    private final Function<K, ByteBuffer> encodeKey;
    private final Function<ByteBuffer, K> decodeKey;

    private Cursor(char kind, Function<K, ByteBuffer> encodeKey, Function<ByteBuffer, K> decodeKey) {
        this.kind = kind;
        this.encodeKey = encodeKey;
        this.decodeKey = decodeKey;
    }

    public ConnectionCursor connectionCursor(K key) {
        return new DefaultConnectionCursor(encode(key));
    }

    public String encode(K key) {
        ByteBuffer written = encodeKey.apply(key).flip();
        ByteBuffer cursor = ByteBuffer.allocate(written.remaining() + FRAME_BYTES)
                .put(VERSION)
                .put((byte) kind)
                .put(written);
        var checksum = new CRC32();
        checksum.update(cursor.array(), 0, cursor.position());
        cursor.putInt((int) checksum.getValue());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.array());
    }

    /** @throws ClientError naming the argument if {@code text} is not a result of {@link #encode} */
    public K decode(String argument, String text) {
        try {
            byte[] cursor = Base64.getUrlDecoder().decode(text);
            K key = decodeKey.apply(ByteBuffer.wrap(cursor, 2, Math.max(cursor.length - FRAME_BYTES, 0)));
            // One check for the version, the kind, the checksum, the length and any other encoding of the same key.
            if (encode(key).equals(text)) {
                return key;
            }
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException
                | ArithmeticException e) {
            throw invalidCursor(argument);
        }
        throw invalidCursor(argument);
    }

    private static ClientError invalidCursor(String argument) {
        return ClientError.badArgument(argument, "not a cursor of this list");
    }

    private static ByteBuffer offer(FeedKey key) {
        return put(ByteBuffer.allocate(Long.BYTES + ID_BYTES).putLong(micros(key.at())), key.id());
    }

    // Not ChronoUnit.MICROS.between, which computes nanoseconds first and overflows after 292 years.
    private static long micros(Instant at) {
        return Math.addExact(
                Math.multiplyExact(at.getEpochSecond() - POSTGRESQL_EPOCH.getEpochSecond(), 1_000_000L),
                at.getNano() / 1_000L);
    }

    private static FeedKey offer(ByteBuffer cursor) {
        return new FeedKey(POSTGRESQL_EPOCH.plus(cursor.getLong(), ChronoUnit.MICROS), id(cursor));
    }

    private static ByteBuffer outlet(OutletKey key) {
        byte[] name = key.foldedName().getBytes(UTF_8);
        return put(ByteBuffer.allocate(ID_BYTES + name.length), key.id()).put(name);
    }

    private static OutletKey outlet(ByteBuffer cursor) {
        UUID id = id(cursor);
        return new OutletKey(UTF_8.decode(cursor).toString(), id);
    }

    private static ByteBuffer put(ByteBuffer cursor, UUID id) {
        return cursor.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID id(ByteBuffer cursor) {
        return new UUID(cursor.getLong(), cursor.getLong());
    }
}
