/**
 * The nightly full rebuild, which is also an audit. It compares every user's grants with the rules, in balanced ranges
 * of users, and writes only differences. Differences that no event named are drift. {@code docs/architecture/grants.md} has the table of modes
 * ({@link io.eligo.rebuild.RebuildMode}) and steps. The module owns {@code batch.deferred_revocation}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "catalog",
            "catalog :: numbers",
            "catalog :: sqlview",
            "copy",
            "customers",
            "grants",
            "grants :: reconcile",
            "grants :: store",
            "jobs",
            "jobs :: files",
            "jobs :: guard",
            "jobs :: progress",
            "jobs :: runtime",
            "outbox",
            "outbox :: inspect",
            "platform"
        })
package io.eligo.rebuild;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
