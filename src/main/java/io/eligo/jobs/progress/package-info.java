/** Progress of running jobs: the completed work of each partition, and its display on a terminal or in the log. */
@NullMarked
@NamedInterface("progress")
package io.eligo.jobs.progress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
