package io.eligo.copy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import org.postgresql.copy.CopyOut;

/** Reads rows in PostgreSQL's binary COPY format. The columns must be read in their order, each by its type; none may be null. */
public final class BinaryRowReader {
    static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int END_OF_DATA = -1;
    private static final int[] EMPTY = {};

    private ByteBuffer bytes = ByteBuffer.allocate(0);

    private BinaryRowReader() {}

    /** PostgreSQL's protocol guarantees one message for each row; the format's header precedes only the first. */
    static void forEachRow(CopyOut out, Consumer<BinaryRowReader> reader) throws SQLException {
        var row = new BinaryRowReader();
        byte[] message = out.readFromCopy();
        if (message != null) {
            row.bytes = ByteBuffer.wrap(message);
            row.skipHeader(message);
        }
        while (message != null) {
            if (row.bytes.hasRemaining() && row.bytes.getShort() != END_OF_DATA) {
                reader.accept(row);
            }
            message = out.readFromCopy();
            if (message != null) {
                row.bytes = ByteBuffer.wrap(message);
            }
        }
    }

    public UUID uuid() {
        readLength();
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** A {@code bytea} of concatenated {@code uuid_send} values. */
    public UUID[] packedUuids() {
        var values = new UUID[readLength() / (2 * Long.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = new UUID(bytes.getLong(), bytes.getLong());
        }
        return values;
    }

    /** The elements of a {@code uuid[]} of one dimension without nulls, in order. */
    public void forEachUuid(Consumer<UUID> each) {
        readLength();
        int dimensions = bytes.getInt();
        bytes.getLong(); // null flag, element type
        if (dimensions == 0) {
            return;
        }
        int count = bytes.getInt();
        bytes.getInt(); // lower bound
        for (int i = 0; i < count; i++) {
            each.accept(uuid());
        }
    }

    /** A {@code text} in UTF-8. */
    public String text() {
        int length = readLength();
        int from = bytes.position();
        bytes.position(from + length);
        return new String(bytes.array(), from, length, StandardCharsets.UTF_8);
    }

    /** A {@code bigint[]} of one dimension without nulls. */
    public long[] longs() {
        readLength();
        int dimensions = bytes.getInt();
        bytes.getLong(); // null flag, element type
        if (dimensions == 0) {
            return new long[0];
        }
        var values = new long[bytes.getInt()];
        bytes.getInt(); // lower bound
        for (int i = 0; i < values.length; i++) {
            values[i] = int64();
        }
        return values;
    }

    /** A {@code bigint}. */
    public long int64() {
        readLength();
        return bytes.getLong();
    }

    /** An {@code integer[]} of one dimension without nulls. */
    public int[] ints() {
        readLength();
        int dimensions = bytes.getInt();
        bytes.getLong(); // null flag, element type
        if (dimensions == 0) {
            return EMPTY;
        }
        var values = new int[bytes.getInt()];
        bytes.getInt(); // lower bound
        for (int i = 0; i < values.length; i++) {
            readLength();
            values[i] = bytes.getInt();
        }
        return values;
    }

    private int readLength() {
        int length = bytes.getInt();
        if (length < 0) {
            throw new IllegalStateException("Null in a COPY row, where none is expected");
        }
        return length;
    }

    private void skipHeader(byte[] message) {
        if (Arrays.equals(SIGNATURE, 0, SIGNATURE.length, message, 0, Math.min(SIGNATURE.length, message.length))) {
            bytes.position(SIGNATURE.length);
            bytes.getInt(); // flags: none is used
            bytes.position(bytes.position() + Integer.BYTES + bytes.getInt(bytes.position()));
        }
    }
}
