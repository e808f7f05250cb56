package io.eligo.report;

import java.util.Locale;

/** How the report is written. */
enum ReportFormat {
    TEXT,
    JSON,
    HTML;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
