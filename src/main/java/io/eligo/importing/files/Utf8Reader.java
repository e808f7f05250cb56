package io.eligo.importing.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Strict UTF-8 without its byte order mark. Java's own reader replaces malformed bytes, or rejects them without the
 * line number.
 */
final class Utf8Reader extends Reader {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_SIZE).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER_SIZE).flip();
    private boolean started;
    private boolean ended;
    private long line = 1;
    private char last;

    Utf8Reader(InputStream in) {
        this.in = in;
    }

    /** @throws NotUtf8 naming the line of the first byte that is not UTF-8 */
    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!chars.hasRemaining()) {
            if (ended) {
                return -1;
            }
            decodeMore();
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void decodeMore() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        bytes.position(bytes.position() + Math.max(count, 0)).flip();
        chars.clear();
        ended = count < 0;
        CoderResult result = decoder.decode(bytes, chars, ended);
        chars.flip();
        countLines();
        if (result.isError()) {
            throw new NotUtf8(line);
        }
        if (!started && chars.hasRemaining()) {
            started = true;
            if (chars.get(0) == BYTE_ORDER_MARK) {
                chars.get();
            }
        }
    }

    private void countLines() {
        for (int i = chars.position(); i < chars.limit(); i++) {
            char c = chars.get(i);
            if (c == '\r' || c == '\n' && last != '\r') {
                line++;
            }
            last = c;
        }
    }

    static final class NotUtf8 extends IOException {
        NotUtf8(long line) {
            super(String.format(Locale.ROOT, "line %d is not UTF-8", line));
        }
    }
}
