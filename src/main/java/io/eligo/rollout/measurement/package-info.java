/**
 * What both paths do, measured by each node in slots of five seconds and stored, so that one node can judge all: latencies as
 * mergeable histograms, errors, cache reads, shadow comparisons, the queue, and the CPU of the database.
 */
@NullMarked
@NamedInterface("measurement")
package io.eligo.rollout.measurement;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
