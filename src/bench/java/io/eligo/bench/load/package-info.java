/** The load tests that {@code ops/load} runs: these classes start the servers and judge, Gatling sends the load from its own process. */
@NullMarked
package io.eligo.bench.load;

import org.jspecify.annotations.NullMarked;
