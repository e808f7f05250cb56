/**
 * The command {@code run remove-eligo}: removes everything of Eligo from a database, and leaves the source tables as they were.
 *
 * <p>It is not a Spring Batch job, because it drops the tables of the jobs. It starts none of the application's beans, so it neither
 * migrates the database nor needs Redis. What belongs to Eligo is not listed a second time: it is what the rollbacks of the
 * changelog drop ({@link io.eligo.removal.ChangelogRollbacks}), except the source tables, and what depends on that in the source
 * tables. The module owns no table. It deletes nothing in Redis: copies expire.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"jobs :: cli", "startup"})
package io.eligo.removal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
