/** The values that the criteria ask of Prometheus: windows, labels, the baseline, and how numbers are written. */
@NullMarked
package io.eligo.report.measurement;

import org.jspecify.annotations.NullMarked;
