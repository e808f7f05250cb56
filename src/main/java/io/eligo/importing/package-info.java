/**
 * The import of a folder of CSV files into the source tables. Each file is staged, checked against itself and the
 * tables, and merged in short transactions. The module owns schema {@code staging} and the file of rejected rows.
 * Module {@code rules} defines the accepted spellings, windows and audiences of a row.
 *
 * <p>Steps: {@code FolderCheckTasklet} checks the files, {@code OfferLossGuard} what the offers would lose. Then, for each file,
 * {@code FileStagingItems} stages the rows, {@code FileCheckTasklet} checks them against each other and the tables, and {@code
 * FileMergeTasklet} merges them. {@code ImportSummaryTasklet} sums up.
 *
 * <table>
 *   <caption>State of a file in {@code staging.file}, and what a restart does with it</caption>
 *   <tr><th>state</th><th>columns</th><th>restart</th></tr>
 *   <tr><td>absent: the folder has no such file</td><td>{@code fingerprint} is null</td><td>nothing, unless it is there by then</td></tr>
 *   <tr><td>open</td><td>{@code fingerprint} (size, time), not {@code merged}</td>
 *       <td>reads it from its beginning, into an emptied staging table. These tables are unlogged: after a crash of PostgreSQL they are
 *       empty, and the number of staged rows shows that. Merging a row twice changes nothing</td></tr>
 *   <tr><td>merged</td><td>{@code merged}</td>
 *       <td>not read again, unless the file has changed or an earlier file is open: its rows may refer to rows of that file</td></tr>
 * </table>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "catalog",
            "catalog :: planned",
            "copy",
            "customers",
            "jobs",
            "jobs :: files",
            "jobs :: guard",
            "jobs :: progress",
            "jobs :: runtime",
            "platform",
            "platform :: clock",
            "rules",
            "rules :: vocabulary"
        })
package io.eligo.importing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
