/**
 * Startup checks, and the one log line that says why the application does not start. The module owns no table. Other modules
 * throw its {@link io.eligo.startup.StartupFailure}. The checks run in this order:
 *
 * <ol>
 *   <li>{@code startup.settings.StartupSettingsCheck}, before anything is connected: renamed and unknown settings, the folder for temporary files,
 *       the size of the connection pool, the requests that take connections;
 *   <li>{@code SessionSettings}, as soon as {@code DatabaseConnector} is connected: encoding, a server that accepts writes, schema,
 *       timeouts;
 *   <li>{@code ConnectionPoolerCheck}: prepared statements outlive a transaction;
 *   <li>{@code DatabaseCapabilities}: version of PostgreSQL, privileges of the user;
 *   <li>{@code ConnectionLimitCheck}, unless behind a pooler or in a command: PostgreSQL accepts as many connections as the process may open;
 *   <li>{@code ChangelogCheck}, on a database that was migrated before: not by a changelog that was replaced;
 *   <li>{@code PendingMigrationCheck}, on a node that does not migrate: all changesets of its version have run;
 *   <li>{@code ExistingTablesCheck}: source tables that were there before Eligo have the columns and keys that it needs.
 * </ol>
 *
 * {@code DatabaseStartupCheck} runs 2 to 8 on one connection as soon as the address is known. Then {@code MigrationLock} lets one
 * process migrate. Invalid values of settings are found when their records are bound. Whether the pool has a connection for each
 * thread of a job is checked where the job files are, in {@code jobs}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "platform :: connections"})
package io.eligo.startup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
