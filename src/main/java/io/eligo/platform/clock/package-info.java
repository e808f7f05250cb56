/** The clock that decides windows: the machine's, or the instant of {@code eligo.clock}. Leases, schedules and records do not use it. */
@NullMarked
@NamedInterface("clock")
package io.eligo.platform.clock;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
