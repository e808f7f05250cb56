/**
 * Running jobs and the nodes that run them: heartbeats, fencing, recovery of a dead node's runs, stopping, savepoints.
 * A run is a row that its node keeps alive; a node that is silent for too long loses it, and another node recovers it.
 */
@NullMarked
@NamedInterface("runtime")
package io.eligo.jobs.runtime;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
