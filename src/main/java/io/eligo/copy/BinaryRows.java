package io.eligo.copy;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/** Rows on their way into a table, in PostgreSQL's binary COPY format: {@link #row} begins one, then come its values in order. */
public final class BinaryRows {
    private static final int BUFFER = 1 << 16;
    // PostgreSQL counts from here.
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int INTEGER_OID = 23;
    private static final int LENGTH_OF_UUID = 16;
    private static final int ARRAY_HEADER = 12;
    private static final int DIMENSION = 8;
    private static final int ELEMENT = 8;

    private final CopyIn copy;
    private ByteBuffer bytes = ByteBuffer.allocate(BUFFER);

    BinaryRows(CopyIn copy) {
        this.copy = copy;
        bytes.put(BinaryRow.SIGNATURE).putInt(0).putInt(0);
    }

    public BinaryRows row(int columns) {
        room(Short.BYTES).putShort((short) columns);
        return this;
    }

    public BinaryRows uuid(UUID value) {
        room(Integer.BYTES + LENGTH_OF_UUID)
                .putInt(LENGTH_OF_UUID)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits());
        return this;
    }

    /** A {@code bigint} or {@code xid8}. */
    public BinaryRows int64(long value) {
        room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        return this;
    }

    /** A {@code timestamptz}, cut to microseconds. */
    public BinaryRows instant(Instant value) {
        return int64(ChronoUnit.MICROS.between(EPOCH, value));
    }

    /** An {@code integer[]}. */
    public BinaryRows ints(int[] values) {
        int length = values.length == 0 ? ARRAY_HEADER : ARRAY_HEADER + DIMENSION + values.length * ELEMENT;
        ByteBuffer to = room(Integer.BYTES + length);
        to.putInt(length).putInt(values.length == 0 ? 0 : 1).putInt(0).putInt(INTEGER_OID);
        if (values.length > 0) {
            to.putInt(values.length).putInt(1);
            for (int value : values) {
                to.putInt(Integer.BYTES).putInt(value);
            }
        }
        return this;
    }

    void end() {
        room(Short.BYTES).putShort((short) -1);
        flush();
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            flush();
        }
        if (bytes.remaining() < length) {
            bytes = ByteBuffer.allocate(length);
        }
        return bytes;
    }

    private void flush() {
        try {
            copy.writeToCopy(bytes.array(), 0, bytes.position());
            bytes.clear();
        } catch (SQLException e) {
            throw new CopyFailed(e);
        }
    }
}
