/**
 * Launching, stopping and resuming Spring Batch jobs, their records and results. The module owns the tables of schema
 * {@code batch}. The jobs are modules of their own ({@code incremental} has two jobs); this module uses no type of them, only the
 * names in {@code JobFiles}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "catalog",
            "customers",
            "grants",
            "grants :: reconcile",
            "grants :: store",
            "metrics",
            "outbox",
            "platform",
            "platform :: connections",
            "platform :: threads"
        })
package io.eligo.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
