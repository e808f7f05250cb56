package io.eligo.jobs.importing;

/** Foreign text for messages and for PostgreSQL: at most 200 characters, none of them NUL, which PostgreSQL cannot store. */
final class Printable {
    private static final int LONGEST = 200;

    static String of(String text) {
        String cut = text;
        if (text.length() > LONGEST) {
            cut = text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
        }
        return cut.replace('\0', '\u2400');
    }

    private Printable() {}
}
