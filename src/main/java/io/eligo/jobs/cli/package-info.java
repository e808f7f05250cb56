/**
 * The command line {@code run JOB}: arguments, exit codes, and errors in one line.
 */
@NullMarked
@NamedInterface("cli")
package io.eligo.jobs.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
