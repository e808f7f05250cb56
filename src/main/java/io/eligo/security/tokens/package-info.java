/** Verification of bearer tokens: the issuer's keys, outages of the issuer, and a cache of verified tokens. */
@NullMarked
package io.eligo.security.tokens;

import org.jspecify.annotations.NullMarked;
