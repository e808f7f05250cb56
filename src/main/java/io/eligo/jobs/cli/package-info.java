/**
 * The command line: starts the server, runs one job ({@code run JOB}), or runs a {@link io.eligo.jobs.cli.Command} of another
 * module. Arguments, exit codes, help, and errors of one line.
 */
@NullMarked
@NamedInterface("cli")
package io.eligo.jobs.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
