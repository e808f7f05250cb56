/**
 * The periodic work of the rollout: a node with the role {@code api} or {@code scheduler} writes measurements, and one with the role
 * {@code scheduler} judges triggers and runs the schedule.
 */
@NullMarked
package io.eligo.rollout.watch;

import org.jspecify.annotations.NullMarked;
