package io.eligo;

import io.eligo.jobs.cli.Command;
import io.eligo.jobs.cli.CommandLine;
import io.eligo.operations.MigrateCommand;
import io.eligo.operations.RolloutCommand;
import io.eligo.removal.RemovalCommand;
import io.eligo.report.ReportCommand;
import io.eligo.training.TrainingCommand;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class EligoApplication {
    private static final List<Command> COMMANDS = List.of(
            new MigrateCommand(),
            new RolloutCommand(),
            new ReportCommand(),
            new RemovalCommand(),
            new TrainingCommand(EligoApplication.class));

    public static void main(String... words) {
        CommandLine.start(EligoApplication.class, COMMANDS, words);
    }

    /** As {@link #main}, for a job or command: returns the exit code instead of ending the process. */
    static int run(String... words) {
        return CommandLine.run(EligoApplication.class, COMMANDS, words);
    }
}
