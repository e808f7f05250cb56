/**
 * Reconciliation: compares desired with stored grants, first without locks and then under the users' locks, and
 * collects the writes that result.
 */
@NullMarked
@NamedInterface("reconcile")
package io.eligo.grants.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
