/** The benchmarks that {@code ops/bench} runs, and the checker of grants that tests and benchmarks share. */
@NullMarked
package io.eligo.bench;

import org.jspecify.annotations.NullMarked;
