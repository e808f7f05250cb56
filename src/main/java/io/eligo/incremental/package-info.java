/**
 * The incremental runs, which process outbox events. {@code offer-changes} is launched for events that are leased already, and
 * reconciles the customers of their merchants, in concurrent ranges. {@code user-changes} leases events itself, and reconciles
 * the users that they name, a chunk at a time.
 *
 * <p>In both, a partitioner splits the work, and a class {@code …ChangeItems} reads and writes the chunks of one partition. {@code
 * UserBatches} has the three sources of the users: leased events, waiting events for a dry run, and {@code user=}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "catalog",
            "customers",
            "grants",
            "grants :: store",
            "jobs",
            "jobs :: files",
            "jobs :: runtime",
            "outbox",
            "tracing"
        })
package io.eligo.incremental;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
