/**
 * What both paths do, measured by each node in slots of five seconds and stored, so that one node can judge all: latencies as
 * mergeable histograms, errors, cache reads, shadow comparisons, the queue, and the CPU of the database.
 *
 * <p>{@code PathMeasurements} counts requests. Every five seconds {@code MeasurementWriter} takes what this node has counted, as a
 * {@code MeasuredSlot}, which is a row of {@code MeasurementTable}. The rows of all nodes in a period are one {@code MeasuredWindow}.
 */
@NullMarked
@NamedInterface("measurement")
package io.eligo.rollout.measurement;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
