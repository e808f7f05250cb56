/**
 * Reconciliation: desired grants against stored ones, without locks first and then under the users' locks, and the writes that result.
 */
@NullMarked
@NamedInterface("reconcile")
package io.eligo.grants.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
