/**
 * The import of a folder of CSV files into the source tables. Each file is staged, checked against itself and the
 * tables, and merged in short transactions. The module owns schema {@code staging} and the file of rejected rows.
 * Module {@code rules} defines the accepted spellings, windows and audiences of a row.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "catalog",
            "copy",
            "customers",
            "grants :: reconcile",
            "jobs",
            "jobs :: files",
            "jobs :: guard",
            "jobs :: progress",
            "jobs :: runtime",
            "rules",
            "rules :: vocabulary"
        })
package io.eligo.importing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
