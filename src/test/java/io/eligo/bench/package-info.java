/** What {@code ops/bench} runs, and the checker that tests and benchmarks share. */
@NullMarked
package io.eligo.bench;

import org.jspecify.annotations.NullMarked;
