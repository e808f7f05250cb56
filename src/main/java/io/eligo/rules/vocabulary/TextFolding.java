package io.eligo.rules.vocabulary;

import java.text.Normalizer;

/**
 * Folds text for search and order: NFD, marks U+0300 to U+036F removed, lower case code point by code point. Not
 * {@link String#toLowerCase}, which treats a final sigma specially while PostgreSQL's {@code lower(… COLLATE
 * pg_c_utf8)} does not.
 */
public final class TextFolding {
    public static String fold(String text) {
        var folded = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFD)
                .codePoints()
                .filter(point -> point < 0x300 || point > 0x36F)
                .map(Character::toLowerCase)
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /**
     * Compares by code point, as PostgreSQL's {@code COLLATE "C"} sorts UTF-8; {@link String#compareTo} differs
     * beyond U+FFFF.
     */
    public static int compareByCodePoint(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean oneBeyond = Character.isSurrogate(x) != Character.isSurrogate(y);
                return oneBeyond ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private TextFolding() {}
}
