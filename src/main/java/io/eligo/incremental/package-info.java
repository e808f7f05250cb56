/**
 * The incremental runs, launched for leased outbox events. Events of users reconcile those users, a chunk at a time; events of
 * offers reconcile the customers of their merchants, in ranges, several at once.
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
