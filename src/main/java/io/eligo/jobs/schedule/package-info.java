/**
 * Quartz, clustered over JDBC: the schedules of the job files and the poller of the outbox, each on one node at a
 * time. The package owns the tables of schema {@code quartz}. Leases prevent two overlapping nodes from writing the
 * same rows. {@code docs/architecture/outbox.md} draws how poller, workers and leases work together.
 */
@NullMarked
package io.eligo.jobs.schedule;

import org.jspecify.annotations.NullMarked;
