/**
 * The query-time resolver of the original design: a user's feed worked out by one SQL statement over the source tables at each
 * read. It is the referee: it states docs/rules.md a second time, on purpose, so that tests can compare the two. It owns nothing,
 * and must touch neither the rules nor anything that is precomputed, or it would agree with their mistakes.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.legacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
