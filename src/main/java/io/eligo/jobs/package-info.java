/**
 * Launching, stopping and resuming Spring Batch jobs, their records and results. The module owns the tables of schema
 * {@code batch} except {@code deferred_revocation}, which {@code rebuild} owns. The jobs are modules of their own ({@code incremental} has two jobs); this module uses no type of them, only the
 * names in {@code JobNames}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"customers", "grants :: store", "metrics", "outbox", "platform"})
package io.eligo.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
