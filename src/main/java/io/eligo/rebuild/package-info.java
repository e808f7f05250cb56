/**
 * The nightly full rebuild, which is also an audit. It compares every user's grants with the rules, in balanced ranges
 * of users, and writes only differences. Differences that no event named are drift. {@code docs/architecture/grants.md} has the table of modes
 * (guarded, unguarded, trust-events, dry run) and steps.
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
            "outbox :: inspect"
        })
package io.eligo.rebuild;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
