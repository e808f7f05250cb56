/**
 * Cache of users' table rows in Redis. A cached value is never older than its last eviction. The module owns the keys and the
 * tables {@code cache_eviction} and {@code cache_namespace}; the owner of the cached table defines the values.
 *
 * <p><b>Guarantee.</b> An eviction has <em>returned</em> when its row is deleted from {@code cache_eviction}. A read that
 * begins after that never returns anything older than what was committed with the row. A read that begins before that may return
 * older values, for at most {@code eligo.cache.max-staleness} after the commit, whatever happens to Redis and to the evicting process.
 *
 * <p>The statements below prove it. Each has a number, which the code cites at the lines that keep it (as "Proof R3"): change such a
 * line only if its statements still hold.
 *
 * <p><b>Reading.</b> A read is one GET. On a miss, the reader stores a lease in the same key, reads the table, and stores the
 * value only if its lease is still there. So
 *
 * <ul>
 *   <li><b>R1</b> a reader that read before the commit and stores after the eviction finds its lease gone: DEL deletes leases like
 *       values;
 *   <li><b>R2</b> the DEL deletes the value of a reader that stores before the eviction;
 *   <li><b>R3</b> a reader that stores its lease after the DEL reads the table after the commit;
 *   <li><b>R4</b> a command that timed out and runs later stores only over its own lease, or leaves an unused lease that expires; a DEL
 *       that runs late deletes a value that was still valid.
 *   <li><b>R5</b> Readers of one user on a node share a read of the table, but only the readers that arrived before it began: a reader
 *       that arrives later may arrive after an eviction returned ({@link io.eligo.cache.SingleFlight}).
 *   <li><b>R6</b> A value is trusted only if its checksum proves that it is of this user, in this format, and complete. Other values count
 *       as errors; the reader reads the table and replaces them under a lease.
 *   <li><b>R7</b> A traced eviction puts a mark with its trace into the keys after it has deleted them, only where no key is by then
 *       ({@code SET NX}): a mark replaces neither a value nor a lease. For a reader a mark is a miss, which its lease replaces
 *       ({@link io.eligo.cache.TracedDeletion}).
 * </ul>
 *
 * <p><b>Writing.</b>
 *
 * <ul>
 *   <li><b>W1</b> {@link io.eligo.cache.Evictions#evict} inserts the users into {@code cache_eviction} in the transaction
 *       of the change, deletes their keys from Redis after the commit, and deletes the row when Redis has acknowledged.
 *   <li><b>W2</b> A process that dies in between leaves the row, and the nodes with the role {@code api} or {@code scheduler} search for
 *       such rows ({@link io.eligo.cache.EvictionRecovery}).
 *   <li><b>W3</b> Readers query the age of the oldest row together with the namespace, in one statement, and assume that it grows until the
 *       next query: once it is older than {@code eligo.cache.max-staleness}, no cached value is trusted until the row is deleted
 *       ({@link io.eligo.cache.NamespaceView}). This needs no write and does not close the namespace, and all cached values are
 *       usable afterwards.
 * </ul>
 *
 * <p><b>The namespace</b> is a number in PostgreSQL and part of every key. It is open or closed. While it is closed, no node
 * reads, stores or evicts: without Redis no row is written to {@code cache_eviction}. An eviction that Redis has not
 * acknowledged after a second closes the namespace, so that rows do not accumulate. Any
 * node with the role {@code api} or {@code scheduler} whose Redis acknowledges deletions may open the next one.
 *
 * <ul>
 *   <li><b>N1</b> A writer that commits without an eviction, because the namespace was closed, has committed before the next one opens:
 *       writers hold a shared lock from their query of the namespace until they commit, and opening takes the lock
 *       exclusively. So every value that is stored under a number was read after every commit without an eviction.
 *   <li><b>N2</b> Nodes read the number with each poll of the catalogue, those with the role {@code api} five times a second, and trust it
 *       for {@code eligo.cache.max-staleness} from the beginning of that query and no longer; the check follows the answer of Redis. So
 *       no node uses an old number once it has been closed for longer than that.
 *   <li><b>N3</b> Then, after half as long again because clocks differ, its evictions are deleted and the next namespace may be opened. For
 *       this time at most, a node that reaches Redis while the evicting processes do not may return stale values.
 *   <li><b>N4</b> The namespace belongs to the servers that it was opened with: a restarted server has another {@code run_id}, a
 *       promoted one another {@code master_replid}, and a replica is never trusted. Nodes compare these when they connect and
 *       five times a second, and work without the cache until they have. A server that becomes a replica without losing a
 *       connection announces that it was emptied before it answers with its primary's data ({@code CLIENT TRACKING}); where
 *       it cannot or may not announce this, nodes trust its last identification for half a second. In a cluster no
 *       redirection is followed, and the assignment of slots is read again only while nothing is trusted. A node that finds
 *       other servers closes the namespace. An acknowledgement of other servers does not count.
 *   <li><b>N5</b> The namespace belongs to one run of one database: a PostgreSQL that has crashed may have lost grants that were read
 *       before, and a database that was restored or copied has the old number; in each case the namespace is closed. Numbers
 *       derive from the clock, so two databases that share a Redis use different ones.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"metrics", "platform", "platform :: threads", "redis", "tracing"})
package io.eligo.cache;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
