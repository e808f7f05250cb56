/**
 * Deletion of rows older than their retention period: records of runs, launches, parked events, cases of
 * wrong answers, the audit. The modules that own the tables define which rows are old and delete them.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"grants", "jobs", "jobs :: files", "jobs :: runtime", "outbox :: inspect", "platform"})
package io.eligo.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
