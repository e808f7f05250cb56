/** A client of Prometheus' query API. */
@NullMarked
package io.eligo.report.prometheus;

import org.jspecify.annotations.NullMarked;
