/** Rate limits for each user, on this node and, if a Redis is configured, over all nodes. */
@NullMarked
package io.eligo.security.rates;

import org.jspecify.annotations.NullMarked;
