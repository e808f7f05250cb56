package io.eligo.importing.files;

/** External text, cut to 200 characters, for PostgreSQL and for messages. */
public final class ShortText {
    private static final int MAX_LENGTH = 200;
    private static final int CONTROL_PICTURES = 0x2400;

    /** Truncates long text and replaces control characters by their pictures (U+2400 for NUL, which PostgreSQL cannot store). */
    static String of(String text) {
        String cut = text;
        if (text.length() > MAX_LENGTH) {
            cut = text.substring(
                    0, Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH);
        }
        return cut.replace('\0', '\u2400');
    }

    /**
     * The text on one line: a control character is replaced by its control picture, a line feed for example by U+240A.
     */
    public static String onOneLine(String text) {
        return of(text).codePoints()
                .map(c -> c < ' ' ? CONTROL_PICTURES + c : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private ShortText() {}
}
