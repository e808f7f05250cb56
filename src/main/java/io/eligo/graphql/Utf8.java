package io.eligo.graphql;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.io.JsonStringEncoder;

/** JSON being written, as bytes. */
final class Utf8 {
    private final AnswerBudget budget;
    private final int most;
    private final int mostFields;
    private byte[] bytes;
    private int length;
    private int fields;

    /** @param expected how much will be written, more or less */
    Utf8(int expected, AnswerBudget budget) {
        this(expected, budget, budget.bytesLeft(), budget.fieldsLeft());
    }

    private Utf8(int expected, AnswerBudget budget, int most, int mostFields) {
        this.budget = budget;
        this.most = most;
        this.mostFields = mostFields;
        this.bytes = new byte[Math.min(expected, most)];
    }

    /** For a part that is written apart and then put in here: together they are no larger than this may be. */
    Utf8 part(int expected) {
        return new Utf8(expected, budget, most - length, mostFields - fields);
    }

    /** @throws AnswerRefused if that is more than the answer may have */
    void count(int someFields) {
        fields += someFields;
        if (fields > mostFields) {
            throw budget.tooManyFields();
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void raw(byte[] written) {
        raw(written, written.length);
    }

    void raw(byte[] written, int count) {
        reserve(count);
        System.arraycopy(written, 0, bytes, length, count);
        length += count;
    }

    void raw(char sign) {
        reserve(1);
        bytes[length++] = (byte) sign;
    }

    void string(String text) {
        raw('"');
        if (!plain(text)) {
            raw(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        }
        raw('"');
    }

    // Ids, cursors, instants and most names: nothing to escape, one byte a letter.
    private boolean plain(String text) {
        int count = text.length();
        reserve(count);
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

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    int fields() {
        return fields;
    }

    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int one) {
                raw((char) one);
            }

            @Override
            public void write(byte[] some, int from, int count) {
                reserve(count);
                System.arraycopy(some, from, bytes, length, count);
                length += count;
            }
        };
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
    }

    private void grow(int count) {
        long needed = (long) length + count;
        if (needed > most) {
            throw budget.tooManyBytes();
        }
        int size = (int) Math.min(Math.max(2L * bytes.length, needed), most);
        budget.reserve(size);
        bytes = Arrays.copyOf(bytes, size);
    }
}
