package io.eligo.grants;

import java.time.Instant;

/** {@code from}: every transaction below this one is accounted for. */
record Origin(Instant at, long from) {}
