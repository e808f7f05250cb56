/**
 * Merchants, outlets, payment points and offers: the in-memory catalogue that readers evaluate offers with, and the
 * audience index that writers decide grants with. The module owns the source tables of the catalogue, the
 * registry {@code offer}, the log ({@code catalog_change}, {@code catalog_log}), and what the SQL view reads of offers and outlets ({@code
 * outlet_state}, {@code offering}, {@code broad_offering}). It uses nothing of users. Writers never decide from the readers' snapshot, because it may
 * lag.
 *
 * <p>{@code CatalogContents} are the rows as they were read; a {@code CatalogSnapshot} has them with order, live periods and indexes; a
 * {@code CatalogView} is a snapshot with the time at which it was last known to be current. Readers take a view.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "metrics",
            "outbox",
            "platform",
            "platform :: connections",
            "platform :: threads",
            "rules",
            "rules :: vocabulary"
        })
package io.eligo.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
