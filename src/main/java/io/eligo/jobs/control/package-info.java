/**
 * What operators see of jobs and do with them: overview, executions, stop, restart, recovery, schedules, drift.
 */
@NullMarked
@NamedInterface("control")
package io.eligo.jobs.control;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
