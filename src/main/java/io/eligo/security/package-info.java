/**
 * Who gets in, and how often: bearer tokens, which paths need one, and how many requests a user has. The token's {@code sub} is
 * the user, its scopes are authorities. What a scope permits is decided where the thing is done; this room knows no offers.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"redis"})
package io.eligo.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
