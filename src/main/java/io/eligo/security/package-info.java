/**
 * Authentication and request limits: bearer tokens, which paths need one, and how many requests a user may send. The token's
 * {@code sub} is the user id, its scopes, those of {@link io.eligo.security.Scope}, are authorities. The module that performs
 * an operation decides which scope it needs; this module knows no offers. {@code docs/architecture/requests.md} has the order of the
 * filters. A new path is denied until {@code ApiSecurityConfiguration} names it, or a chain of another module has it, as the console's.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"metrics", "platform", "platform :: threads", "redis", "startup"})
package io.eligo.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
