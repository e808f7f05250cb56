/**
 * Quartz, clustered over JDBC: the schedules of the job files and the poller of the outbox, each on one node at a
 * time. The package owns the tables of schema {@code quartz}. If two nodes poll for a moment, leases keep them from taking the
 * same events, and run locks from running a job twice. {@code WorkPlan} decides which jobs a poll starts. {@code
 * docs/architecture/outbox.md} draws how poller, workers and leases work together.
 */
@NullMarked
package io.eligo.jobs.schedule;

import org.jspecify.annotations.NullMarked;
