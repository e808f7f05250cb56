/**
 * PostgreSQL's COPY: many rows in or out in one statement, at a fraction of what a row costs through JDBC. It owns no table
 * and knows none; whoever owns one says what to copy. Statements run on the caller's connection, in its transaction.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.copy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
