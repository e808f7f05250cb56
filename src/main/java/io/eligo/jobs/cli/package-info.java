/** The command line {@code run JOB}: arguments, exit codes, and one-line errors. */
@NullMarked
@NamedInterface("cli")
package io.eligo.jobs.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
