/**
 * Progress of running jobs: what each partition has done, and how a terminal or a log shows it.
 */
@NullMarked
@NamedInterface("progress")
package io.eligo.jobs.progress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
