/**
 * Reconciliation: compares desired with stored grants, first without locks and then under the users' locks, and
 * collects the writes that result. {@code docs/architecture/grants.md} draws the protocol and says what it costs.
 */
@NullMarked
@NamedInterface("reconcile")
package io.eligo.grants.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
