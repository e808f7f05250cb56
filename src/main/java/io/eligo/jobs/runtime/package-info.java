/**
 * Running jobs and the nodes that run them: heartbeats, fencing, recovery of a dead node's runs, stopping, savepoints.
 * The run lock of a job is a row of {@code batch.run} with a heartbeat of its node. If the heartbeat expires, the node loses the row,
 * and another node recovers the execution.
 */
@NullMarked
@NamedInterface("runtime")
package io.eligo.jobs.runtime;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
