/** What the load tests in {@code ops/load} share with their tests: the k6 script as data, and the rule by which a soak test judges growth. */
@NullMarked
package io.eligo.load;

import org.jspecify.annotations.NullMarked;
