/**
 * The loss guard. A run that would revoke more than its limits allow halts before it revokes anything, until an
 * operator approves exactly what was shown.
 */
@NullMarked
@NamedInterface("guard")
package io.eligo.jobs.guard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
