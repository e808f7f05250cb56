package io.eligo.jobs.cli;

import io.eligo.jobs.files.BadArguments;
import java.util.List;

/** A command of the command line other than {@code run JOB}. It runs in a separate process, without the server. */
public interface Command {
    int DONE = 0;
    int FAILED = 1;
    int BAD_ARGUMENTS = 2;

    /** The first words on the command line. */
    List<String> words();

    /** The command with its arguments, for messages. */
    String usage();

    /** What it does, for {@code --help}. */
    String description();

    /**
     * Runs the command.
     *
     * @param arguments the words after its own
     * @param settings the words that begin with {@code --}
     * @return the exit code: those above, or others that the command documents; if it is not {@link #DONE}, the command has said
     *     why
     * @throws BadArguments if the arguments are not accepted
     */
    int run(List<String> arguments, String... settings);
}
