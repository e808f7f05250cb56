/**
 * Verification of bearer tokens: the issuer's keys, an issuer that is away, and a cache of verified tokens.
 */
@NullMarked
package io.eligo.security.tokens;

import org.jspecify.annotations.NullMarked;
