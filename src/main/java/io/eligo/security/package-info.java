/**
 * Who gets in: bearer tokens, and which paths need one. The token's {@code sub} is the user, its scopes are authorities. What
 * a scope permits is decided where the thing is done; this room knows no offers, and touches no other room.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
