package io.eligo.grants.store;

import java.time.Instant;

/**
 * State of the source tables that rows are computed from.
 *
 * @param takenAt by the database's clock
 * @param xmin every transaction with a lower number is accounted for
 */
public record SourceSnapshot(Instant takenAt, long xmin) {}
