package io.eligo.graphql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.io.JsonStringEncoder;

/** JSON being written, as bytes. */
final class Utf8 {
    private byte[] bytes;
    private int length;

    /** @param expected how much will be written, more or less */
    Utf8(int expected) {
        this.bytes = new byte[expected];
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

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
