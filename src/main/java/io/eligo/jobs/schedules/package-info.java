/**
 * What happens without anybody asking: Quartz, clustered over JDBC, fires the schedules of the job files and the poller of the
 * outbox, on one node at a time. It owns the tables of schema {@code quartz}. Leases make it safe where two nodes should overlap.
 */
@NullMarked
package io.eligo.jobs.schedules;

import org.jspecify.annotations.NullMarked;
