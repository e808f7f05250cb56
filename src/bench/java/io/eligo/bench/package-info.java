/** The benchmarks that {@code ops/bench} and {@code ops/load} run. Those of JMH are in the packages that they measure. */
@NullMarked
package io.eligo.bench;

import org.jspecify.annotations.NullMarked;
