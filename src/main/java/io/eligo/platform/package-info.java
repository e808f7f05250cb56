/**
 * Infrastructure of the whole application: the name and the roles of this process, its clock, named and bounded schedulers and
 * executors, the {@code JdbcTemplate} with the deadline of requests, the connections reserved for work that must continue while
 * all other connections are in use, the state that every node polls, and what owners of rows that are deleted by age implement.
 * No other module creates threads. The module owns no table and knows no other module.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
