/**
 * The Spring Batch jobs, one sub-room each, and what they share: their files in {@code jobs/}, launching and resuming, the
 * command line, progress, stopping. It owns the tables of schema {@code batch}. Jobs bring users and rows to the rooms that
 * own them and decide nothing themselves.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"rules", "copy", "roles", "platform", "outbox", "catalog", "customers", "grants"})
package io.eligo.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
