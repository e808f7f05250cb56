/**
 * The nightly full rebuild, which is also an audit. It compares every user's grants with the rules, in balanced ranges
 * of users, and writes only differences. Differences that no event named are drift. {@code docs/architecture/grants.md} has the table of modes
 * ({@link io.eligo.rebuild.RebuildMode}) and steps. The module owns {@code batch.deferred_revocation}.
 *
 * <table>
 *   <caption>Where a run keeps its state</caption>
 *   <tr><th>state</th><th>where</th><th>after a restart</th></tr>
 *   <tr><td>ranges of users ({@code UserRangePartitioner}), first snapshot ({@code FirstSnapshot})</td><td>the job's context</td>
 *       <td>those of the first execution</td></tr>
 *   <tr><td>progress and counts of each partition</td><td>{@code PartitionProgress}, in the transaction of the chunk</td>
 *       <td>continued</td></tr>
 *   <tr><td>what deferred batches would revoke</td><td>{@code batch.deferred_revocation} ({@code DeferredRevocations})</td>
 *       <td>continued: a batch that is done has no row</td></tr>
 *   <tr><td>the halt and its approval</td><td>{@code GuardHalts}, of {@code jobs.guard}</td><td>continued</td></tr>
 *   <tr><td>audience index, diffs of deferred batches, what events name</td><td>memory of the node ({@code RebuildState}), shared by all
 *       steps of an execution</td><td>computed again</td></tr>
 *   <tr><td>position in a batch ({@code RevocationItems}), comparison before a halt ({@code DeferredRecheck})</td>
 *       <td>memory, one object a step or partition</td><td>begun anew</td></tr>
 * </table>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "catalog",
            "catalog :: numbers",
            "catalog :: sqlview",
            "copy",
            "customers",
            "grants",
            "grants :: reconcile",
            "grants :: store",
            "jobs",
            "jobs :: files",
            "jobs :: guard",
            "jobs :: progress",
            "jobs :: runtime",
            "outbox",
            "outbox :: inspect",
            "platform"
        })
package io.eligo.rebuild;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
