/**
 * Startup checks, and the one log line that says why the application does not start. The module owns no table. Other modules
 * throw its {@link io.eligo.startup.StartupFailure}. The checks run in this order:
 *
 * <ol>
 *   <li>{@code startup.settings.StartupSettingsCheck}, before anything is connected: renamed and unknown settings, the folder for temporary files,
 *       the size of the connection pool;
 *   <li>{@code SessionSettings}, as soon as {@code DatabaseConnector} is connected: encoding, a server that accepts writes, schema,
 *       timeouts;
 *   <li>{@code ConnectionPoolerCheck}: prepared statements outlive a transaction;
 *   <li>{@code DatabaseCapabilities}: version of PostgreSQL, privileges of the user;
 *   <li>{@code ChangelogCheck}, on a database that was migrated before: not by a changelog that was replaced;
 *   <li>{@code ExistingTablesCheck}: source tables that were there before Eligo have the columns and keys that it needs.
 * </ol>
 *
 * {@code DatabaseStartupCheck} runs 2 to 6 on one connection as soon as the address is known. Then {@code MigrationLock} lets one
 * process migrate. Invalid values of settings are found when their records are bound.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.startup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
