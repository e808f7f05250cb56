package io.eligo.jobs.importing;

import org.jspecify.annotations.Nullable;

/** One line of PostgreSQL's COPY text format. */
final class CopyLine {
    private final StringBuilder line = new StringBuilder(128);

    CopyLine add(long value) {
        separate();
        line.append(value);
        return this;
    }

    CopyLine add(@Nullable String value) {
        separate();
        if (value == null) {
            line.append("\\N");
            return this;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(c);
            }
        }
        return this;
    }

    String end() {
        return line.append('\n').toString();
    }

    private void separate() {
        if (!line.isEmpty()) {
            line.append('\t');
        }
    }
}
