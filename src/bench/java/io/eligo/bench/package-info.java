/**
 * The benchmarks that {@code ops/bench} runs, and the servers that they and the load tests start. Benchmarks of JMH are in the packages that
 * they measure.
 */
@NullMarked
package io.eligo.bench;

import org.jspecify.annotations.NullMarked;
