/**
 * Progress of running jobs: the completed work of each partition, its display on a terminal or in the log, and which runs are the
 * initial build of the grants.
 */
@NullMarked
@NamedInterface("progress")
package io.eligo.jobs.progress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
