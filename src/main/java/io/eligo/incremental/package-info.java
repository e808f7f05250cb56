/**
 * The incremental runs, launched for leased outbox events. User events reconcile the users they name, a chunk at a
 * time. Offer events reconcile the customers of their merchants, in concurrent ranges.
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
            "outbox"
        })
package io.eligo.incremental;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
