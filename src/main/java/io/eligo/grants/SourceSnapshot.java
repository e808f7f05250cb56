package io.eligo.grants;

import java.time.Instant;

/** {@code xmin}: every transaction below this one is accounted for. */
record SourceSnapshot(Instant takenAt, long xmin) {}
