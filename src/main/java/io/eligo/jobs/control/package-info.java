/**
 * The operators' view of jobs and the actions on them: overview, executions, stop, restart, recovery,
 * schedules, drift.
 */
@NullMarked
@NamedInterface("control")
package io.eligo.jobs.control;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
