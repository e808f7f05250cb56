/**
 * Reconciliation: compares desired with stored grants, first without locks and then under the users' locks, and
 * collects the writes that result. {@code docs/architecture/grants.md} draws the protocol and says what it costs.
 *
 * <table>
 *   <caption>From a difference to its writes</caption>
 *   <tr><th>type</th><th>of</th><th>what</th></tr>
 *   <tr><td>{@link io.eligo.grants.reconcile.RowDiff}</td><td>a user</td><td>stored and desired row</td></tr>
 *   <tr><td>{@link io.eligo.grants.reconcile.UnlockedDiff}</td><td>a user</td>
 *       <td>a row diff made without locks, with the version of its read</td></tr>
 *   <tr><td>{@link io.eligo.grants.reconcile.UserBatch}</td><td>a range</td>
 *       <td>counts of its correct users, and the unlocked diffs of the others</td></tr>
 *   <tr><td>{@link io.eligo.grants.reconcile.RowWrites}</td><td>some users</td>
 *       <td>rows to insert, update and delete, and users to evict</td></tr>
 *   <tr><td>{@link io.eligo.grants.reconcile.PendingWrites}</td><td>some users</td>
 *       <td>row writes kept for later, with the oldest version of their reads</td></tr>
 *   <tr><td>{@link io.eligo.grants.reconcile.ReconcileResult}</td><td>a batch</td>
 *       <td>counts of what was written, and the diffs whose revocations were held back</td></tr>
 * </table>
 */
@NullMarked
@NamedInterface("reconcile")
package io.eligo.grants.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
