package io.eligo.api.execution;

import io.eligo.api.limits.ResponseBudget;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.io.JsonStringEncoder;

/** A growing buffer of JSON bytes, bounded by the budget of the response. */
final class JsonBuffer {
    private final ResponseBudget budget;
    private final int maxLength;
    private final int maxFields;
    private byte[] bytes;
    private int length;
    private int fieldCount;

    /** @param expected estimated length in bytes */
    JsonBuffer(int expected, ResponseBudget budget) {
        this(expected, budget, budget.bytesLeft(), budget.fieldsLeft());
    }

    private JsonBuffer(int expected, ResponseBudget budget, int maxLength, int maxFields) {
        this.budget = budget;
        this.maxLength = maxLength;
        this.maxFields = maxFields;
        this.bytes = new byte[Math.min(expected, maxLength)];
    }

    /**
     * A buffer for a part that is serialized separately and then appended here. It is bounded by the space that is
     * left in this buffer.
     */
    JsonBuffer createPart(int expected) {
        return new JsonBuffer(expected, budget, maxLength - length, maxFields - fieldCount);
    }

    /** @throws ResponseLimitExceeded if the response has too many fields */
    void countFields(int someFields) {
        fieldCount += someFields;
        if (fieldCount > maxFields) {
            throw budget.tooManyFields();
        }
    }

    static byte[] asciiBytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void writeRaw(byte[] written) {
        writeRaw(written, written.length);
    }

    void writeRaw(byte[] written, int count) {
        ensureCapacity(count);
        System.arraycopy(written, 0, bytes, length, count);
        length += count;
    }

    void writeRaw(char sign) {
        ensureCapacity(1);
        bytes[length++] = (byte) sign;
    }

    void writeString(String text) {
        writeRaw('"');
        if (!tryWriteUnescaped(text)) {
            writeRaw(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        }
        writeRaw('"');
    }

    // Ids, cursors, instants and most names need no escaping and have one byte per character.
    private boolean tryWriteUnescaped(String text) {
        int count = text.length();
        ensureCapacity(count);
        int at = length;
        for (int i = 0; i < count; i++) {
            char sign = text.charAt(i);
            if (sign < 0x20 || sign > 0x7e || sign == '"' || sign == '\\') {
                return false;
            }
            bytes[at++] = (byte) sign;
        }
        length = at;
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    byte[] copyBytes() {
        return Arrays.copyOf(bytes, length);
    }

    int fieldCount() {
        return fieldCount;
    }

    OutputStream asOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) {
                writeRaw((char) one);
            }

            @Override
            public void write(byte[] some, int from, int count) {
                ensureCapacity(count);
                System.arraycopy(some, from, bytes, length, count);
                length += count;
            }
        };
    }

    private void ensureCapacity(int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
    }

    private void grow(int count) {
        long needed = (long) length + count;
        if (needed > maxLength) {
            throw budget.tooManyBytes();
        }
        int size = (int) Math.min(Math.max(2L * bytes.length, needed), maxLength);
        budget.reserve(size);
        bytes = Arrays.copyOf(bytes, size);
    }
}
