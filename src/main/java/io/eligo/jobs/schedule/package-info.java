/**
 * Quartz, clustered over JDBC: the schedules of the job files and the poller of the outbox, each on one node at a time. The package
 * owns the tables of schema {@code quartz}. Leases keep two nodes that overlap from writing the same.
 */
@NullMarked
package io.eligo.jobs.schedule;

import org.jspecify.annotations.NullMarked;
