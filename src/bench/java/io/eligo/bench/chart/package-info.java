/** The pictures of the benchmarks and load tests. A picture is described by a JSON file beside it, from which {@code ops/bench/plot} draws it again. */
@NullMarked
package io.eligo.bench.chart;

import org.jspecify.annotations.NullMarked;
