package io.eligo.jobs.cli;

import io.eligo.jobs.files.BadArguments;
import java.util.List;

/** A command of the command line besides {@code run}. It runs in a process of its own and without the server. */
public interface Command {
    /** The first word on the command line. */
    String name();

    /** The command with its arguments, for messages. */
    String usage();

    /**
     * Runs the command.
     *
     * @param words the words after the name
     * @param settings the words that begin with {@code --}
     * @return whether it succeeded; if not, it has logged why
     * @throws BadArguments if the words are not accepted
     */
    boolean run(List<String> words, String... settings);
}
