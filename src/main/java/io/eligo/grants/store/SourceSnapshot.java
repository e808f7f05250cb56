package io.eligo.grants.store;

import java.time.Instant;

/** {@code xmin}: every transaction below this one is accounted for. */
public record SourceSnapshot(Instant takenAt, long xmin) {}
