package io.eligo.jobs.importing;

/** A row of a file, once its values have been read: as COPY takes it, or refused. */
sealed interface ParsedRow {
    /** A line of PostgreSQL's COPY text format, with its end. */
    String copyLine();

    record Good(String copyLine) implements ParsedRow {}

    record Bad(String copyLine) implements ParsedRow {}
}
