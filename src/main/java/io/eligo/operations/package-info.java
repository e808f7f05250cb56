/**
 * The operators' queries and actions: outbox, jobs, deferrals, rollout. GraphQL and the console act through them, so an action
 * needs the same scope and writes the same audit from both. The module owns the operators' part of the schema ({@code
 * operations.graphqls}), the commands {@code rollout} and {@code migrate}, which work without a server, and the table of the audit,
 * {@code operator_action}, which the console shows. It must not implement the actions: the owning modules do.
 *
 * <p>Classes {@code …Operations} and {@code ExecutionQueries} are controllers of GraphQL. Classes {@code …Actions} do what changes
 * something, for GraphQL and the console alike: through {@code AuditedActions}, which requires the scope and writes the audit. {@link
 * io.eligo.operations.ExecutionSearch} makes the filter of executions for both.
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
            "platform :: connections",
            "rollout",
            "rollout :: schedule",
            "rollout :: shadow",
            "rollout :: triggers",
            "rules",
            "security",
            "startup"
        })
package io.eligo.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
