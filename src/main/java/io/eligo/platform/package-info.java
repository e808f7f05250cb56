/**
 * Infrastructure of the whole application: the name and the roles of this process, the clock that decides windows ({@code
 * clock}), named and bounded schedulers and executors ({@code threads}), the {@code JdbcTemplate} with the deadline of requests,
 * the connections of work that must continue while all other connections are in use ({@code connections}), the state that every
 * node polls, and what owners of rows that are deleted by age implement. Other modules take their threads from here; only Spring
 * Batch's partitioned steps ({@code jobs.StepFactory}) start their own, as many as the job file says. The module owns no table
 * and uses no type of another module. {@code SnapshotReads} names the tables that are read in snapshots.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
