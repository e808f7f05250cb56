package io.eligo.removal;

import io.eligo.jobs.cli.Command;
import io.eligo.jobs.cli.CommandLine;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code run remove-eligo}: removes Eligo from the database. On a terminal it asks for the name of the database, otherwise the
 * argument {@code confirm=} must be that name. {@code dry-run=true} lists what would be removed and writes nothing.
 */
public final class RemovalCommand implements Command {
    static final String NAME = "remove-eligo";

    @Override
    public List<String> words() {
        return List.of("run", NAME);
    }

    @Override
    public String usage() {
        return "run " + NAME + " [confirm=NAME] [dry-run=true]";
    }

    @Override
    public String description() {
        return "removes Eligo from the database; the source tables stay. confirm= is the name of the database, asked for on a"
                + " terminal; dry-run=true lists what would be removed, and changes nothing";
    }

    /** The context has only the settings: no bean of the application may start. */
    @Override
    public int run(List<String> arguments, String... settings) {
        try (ConfigurableApplicationContext context = CommandLine.readSettings(settings)) {
            return new ConfirmedRemoval(context.getEnvironment()).run(CommandLine.parse(arguments, usage()));
        }
    }
}
