/**
 * Launching, stopping and resuming Spring Batch jobs, their records and results. The module owns the tables of the schemas
 * {@code batch} and {@code quartz}, except {@code batch.deferred_revocation}, which is of {@code rebuild}; from there it only removes the ids
 * of erased users. Each job is in another module ({@code incremental} has two); this module uses no type of them, only the names in
 * {@code JobNames}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "customers",
            "grants :: store",
            "metrics",
            "outbox",
            "platform",
            "platform :: connections",
            "platform :: threads",
            "tracing"
        })
package io.eligo.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
