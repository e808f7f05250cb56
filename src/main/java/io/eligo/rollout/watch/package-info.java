/** The periodic work of the rollout on each node: writes measurements, judges triggers, runs the schedule. */
@NullMarked
package io.eligo.rollout.watch;

import org.jspecify.annotations.NullMarked;
