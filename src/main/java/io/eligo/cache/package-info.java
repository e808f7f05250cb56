/**
 * Copies of what a table says of users, in Redis, that are never older than their last eviction. It owns the keys, and {@code
 * cache_eviction} and {@code cache_namespace}; what a copy says is the affair of whoever owns the table.
 *
 * <p><b>What is promised.</b> An eviction has <em>returned</em> when its row is gone from {@code cache_eviction}. A read that begins
 * after that is never answered with anything older than what was committed with the row. Until then it may be, but not for longer
 * than {@code eligo.cache.trust} after the commit, whatever becomes of Redis and of the process that evicts.
 *
 * <p><b>Reading.</b> One GET. Where nothing is found, a reader leaves a lease in the same key, reads the table, and stores what it
 * read only if its lease is still there. So
 *
 * <ul>
 *   <li>a reader that read before the commit and stores after the eviction finds its lease gone: DEL takes leases like values;
 *   <li>one that stores before the eviction loses what it stored to the DEL;
 *   <li>one that leaves its lease after the DEL reads the table after the commit;
 *   <li>a command that timed out and runs later stores only over its own lease, or leaves one that nobody uses and that ends by
 *       itself; a DEL that runs late takes away what could have stayed.
 * </ul>
 *
 * Readers on a node who ask for one user share a read of the table, but only those who came before it began: whoever comes later
 * may come after an eviction returned ({@link io.eligo.cache.SingleFlight}).
 *
 * <p><b>Writing.</b> {@link io.eligo.cache.Evictions#evict} writes the users into {@code cache_eviction} in the transaction of the
 * change, has them deleted from Redis after the commit, and strikes the row off when Redis has acknowledged. Whatever dies in
 * between leaves the row, and every node looks for such rows ({@link io.eligo.cache.EvictionRecovery}). Readers learn the age of the oldest
 * row with the namespace, in one statement, and take it to grow until they look again: once it is older than {@code
 * eligo.cache.trust}, no copy is believed until it is gone ({@link io.eligo.cache.NamespaceView}). Nothing has to be written or closed for
 * that, and the copies are all there afterwards.
 *
 * <p><b>The namespace</b> is a number in PostgreSQL and part of every key, and it is open or closed. Closed, nobody reads, stores
 * or evicts: without Redis nothing is written for it. An eviction that Redis has not acknowledged after a second closes it, so
 * that rows do not pile up. A node with a Redis that acknowledges deletions opens the next one.
 *
 * <ul>
 *   <li>Whoever commits without an eviction because the namespace was closed has committed before the next one is open: writers
 *       hold a lock, shared, from asking until they commit, and opening takes it for itself. So all that is stored under a number
 *       was read after all that was committed without an eviction.
 *   <li>Nodes learn the number from the catalogue's refresh, five times a second, and believe it for {@code eligo.cache.trust}
 *       after they began to ask, no longer: judged when the answer of Redis is there. So an old number is dead once it has been
 *       closed for longer than that, and then, half as long again for the sake of clocks, its evictions are struck off and the
 *       next one may be opened. For so long, and no longer, may a node that reaches Redis while those who evict do not serve what
 *       is old.
 *   <li>It belongs to the servers that it was opened with: a restarted server has another {@code run_id}, a promoted one another
 *       {@code master_replid}, a replica is believed by nobody. Nodes compare when they connect and five times a second, and until
 *       they have do without. A server that becomes a replica without losing a connection says that it was emptied before it
 *       answers with what it was sent ({@code CLIENT TRACKING}); where it cannot or may not say so, nodes believe what they last
 *       heard of it for half a second. In a cluster no redirection is followed, and who has which slots is read anew only while
 *       nothing is believed. Whoever finds other servers closes the namespace. An acknowledgement of other servers is none.
 *   <li>It belongs to one life of one database: a PostgreSQL that has crashed may have lost grants that were read before, one that
 *       was set back or copied has the old number, and in either the namespace is closed. Numbers come from the clock, so two
 *       databases that share a Redis do not meet.
 * </ul>
 *
 * <p><b>What is not believed</b>: whatever does not say by a checksum that it is of this user, in this form, and whole. It counts
 * as an error, is read from the table, and is replaced under a lease.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "redis"})
package io.eligo.cache;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
