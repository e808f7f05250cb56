/**
 * Rate limits by user, on this node and, where a Redis is set, over all nodes.
 */
@NullMarked
package io.eligo.security.rates;

import org.jspecify.annotations.NullMarked;
