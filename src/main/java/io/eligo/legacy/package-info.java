/**
 * The query-time resolver, a resolver that queries at each request: one SQL statement computes a page of a user's feed from the
 * source tables, a further one its count. It answers where the rollout switch says so, and it is the reference in tests: it
 * implements docs/rules.md once more, on purpose, so that the implementations can be compared. The module owns nothing. It must not use the rules
 * or precomputed data, or it would repeat their mistakes.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.legacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
