/**
 * The loss guard. A job that would revoke more than its limits allow halts before it makes any of these revocations, until an
 * operator approves exactly what was shown. A rebuild of the outbox ({@code trust-events}) revokes what events name before: only
 * its other revocations are guarded.
 *
 * <table>
 *   <caption>Who does what</caption>
 *   <tr><th>step</th><th>full-rebuild</th><th>import</th></tr>
 *   <tr><td>sums what would be lost, without losing it</td>
 *       <td>{@code rebuild.RebuildItems} defers batches with revocations ({@code rebuild.deferred.DeferredRevocations})</td>
 *       <td>{@code catalog.planned.ImportImpact} evaluates the offers with and without the staged rows</td></tr>
 *   <tr><td>compares the sum with the limits</td>
 *       <td>{@code rebuild.GrantLossGuard}, step {@code guard}</td>
 *       <td>{@code importing.OfferLossGuard}, step {@code guard}</td></tr>
 *   <tr><td>judges one sum</td><td colspan="2">{@link io.eligo.jobs.guard.PlannedLoss} by {@code loss-limits} of the job file</td></tr>
 *   <tr><td>halts the execution</td><td colspan="2">{@link io.eligo.jobs.guard.LossGuard}</td></tr>
 *   <tr><td>stores halt, digest and approval</td><td colspan="2">{@link io.eligo.jobs.guard.GuardHalts}</td></tr>
 *   <tr><td>says whether an approval covers the losses</td>
 *       <td>the digest of all deferred batches is equal, or no loss is new</td>
 *       <td>each loss by its own digest ({@code countUnapproved})</td></tr>
 *   <tr><td>shows a halt to operators</td><td colspan="2">{@link io.eligo.jobs.guard.GuardHaltQuery}, with the names of merchants</td></tr>
 *   <tr><td>makes the losses</td><td>{@code rebuild.RevocationItems}, step {@code revoke}</td><td>the steps {@code FILE-merge}</td></tr>
 * </table>
 */
@NullMarked
@NamedInterface("guard")
package io.eligo.jobs.guard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
