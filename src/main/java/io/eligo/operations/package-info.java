/**
 * What operators ask and do over GraphQL: outbox, jobs, bulk edits, audit. The module owns that part of the schema and the table
 * {@code operator_action}; other modules carry the actions out.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "api",
            "catalog",
            "customers",
            "grants",
            "jobs",
            "jobs :: control",
            "jobs :: guard",
            "outbox",
            "outbox :: inspect"
        })
package io.eligo.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
