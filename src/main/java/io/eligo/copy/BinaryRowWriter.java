package io.eligo.copy;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/** Writes rows in PostgreSQL's binary COPY format: {@link #startRow} begins a row, its values follow in column order. */
public final class BinaryRowWriter {
    private static final int BUFFER_SIZE = 1 << 16;
    // PostgreSQL's timestamps count from this instant.
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int INTEGER_OID = 23;
    private static final int UUID_BYTES = 16;
    private static final int ARRAY_HEADER_BYTES = 12;
    private static final int DIMENSION_BYTES = 8;
    private static final int ELEMENT_BYTES = 8;

    private final CopyIn copy;
    private ByteBuffer bytes = ByteBuffer.allocate(BUFFER_SIZE);

    BinaryRowWriter(CopyIn copy) {
        this.copy = copy;
        bytes.put(BinaryRowReader.SIGNATURE).putInt(0).putInt(0);
    }

    public BinaryRowWriter startRow(int columns) {
        ensureRemaining(Short.BYTES).putShort((short) columns);
        return this;
    }

    public BinaryRowWriter uuid(UUID value) {
        ensureRemaining(Integer.BYTES + UUID_BYTES)
                .putInt(UUID_BYTES)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits());
        return this;
    }

    /** A {@code bigint} or {@code xid8}. */
    public BinaryRowWriter int64(long value) {
        ensureRemaining(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        return this;
    }

    /** A {@code timestamptz}, truncated to microseconds. */
    public BinaryRowWriter instant(Instant value) {
        return int64(ChronoUnit.MICROS.between(POSTGRES_EPOCH, value));
    }

    /** An {@code integer[]}. */
    public BinaryRowWriter ints(int[] values) {
        int length = values.length == 0
                ? ARRAY_HEADER_BYTES
                : ARRAY_HEADER_BYTES + DIMENSION_BYTES + values.length * ELEMENT_BYTES;
        ByteBuffer to = ensureRemaining(Integer.BYTES + length);
        to.putInt(length).putInt(values.length == 0 ? 0 : 1).putInt(0).putInt(INTEGER_OID);
        if (values.length > 0) {
            to.putInt(values.length).putInt(1);
            for (int value : values) {
                to.putInt(Integer.BYTES).putInt(value);
            }
        }
        return this;
    }

    void finish() {
        ensureRemaining(Short.BYTES).putShort((short) -1);
        flush();
    }

    private ByteBuffer ensureRemaining(int length) {
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
            throw new CopyException(e);
        }
    }
}
