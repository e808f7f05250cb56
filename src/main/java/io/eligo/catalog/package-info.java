/**
 * Merchants, outlets, payment points and offers: the in-memory catalogue that readers judge offers by, and the index of
 * audiences that writers decide grants by. It owns the source tables of the catalogue and {@code catalog_change}, and knows
 * nothing of users. Writers never decide from the readers' snapshot: that one may lag.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"outbox", "platform", "rules", "rules :: vocabulary"})
package io.eligo.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
