/**
 * The loss guard: a run that would take away more than its limits allow halts before it takes anything, until an operator approves
 * exactly what was shown.
 */
@NullMarked
@NamedInterface("guard")
package io.eligo.jobs.guard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
