/**
 * Deletion of rows older than their retention period: records of runs, launches, parked events, cases of
 * wrong answers, the audit. The module that owns a table defines which of its rows are old and deletes them ({@code
 * platform.Prunable}). Only parked events are deleted here, because cached grants are evicted with them, and the outbox
 * cannot use {@code grants}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"grants", "jobs", "jobs :: files", "jobs :: runtime", "outbox :: inspect", "platform"})
package io.eligo.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
