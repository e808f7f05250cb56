/**
 * PostgreSQL's COPY: reads or writes many rows in one statement, at a fraction of JDBC's cost per row. The module owns no
 * table and knows none: its callers name the table or query. Statements run on the caller's connection, in its transaction.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.copy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
