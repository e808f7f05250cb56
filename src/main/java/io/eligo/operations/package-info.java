/**
 * Operator queries and actions over GraphQL: outbox, jobs, deferrals, rollout, audit. The module owns that part of the schema
 * and the table {@code operator_action}. It must not implement the actions: the owning modules do.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "api",
            "catalog",
            "copy",
            "customers",
            "grants",
            "jobs",
            "jobs :: cli",
            "jobs :: control",
            "jobs :: files",
            "jobs :: guard",
            "outbox",
            "outbox :: inspect",
            "platform",
            "rollout",
            "rollout :: schedule",
            "rollout :: shadow",
            "rollout :: triggers",
            "rules",
            "security"
        })
package io.eligo.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
