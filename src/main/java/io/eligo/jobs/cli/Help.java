package io.eligo.jobs.cli;

import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The text of {@code --help}. */
final class Help {
    private Help() {}

    static String text(JobFiles jobs, List<Command> others) {
        String commands = """
                java -jar eligo.jar                          starts the server
                java -jar eligo.jar run JOB [key=value ...]  runs one job and exits: 0 done, 1 failed, 2 bad arguments
                """;
        return commands
                + others.stream()
                        .map(command -> String.format(
                                Locale.ROOT,
                                "java -jar eligo.jar %s%n    %s%n",
                                command.usage(),
                                command.description()))
                        .collect(Collectors.joining())
                + "Settings follow as --name=value, or are environment variables.\n\nJobs:\n"
                + jobs.all().entrySet().stream()
                        .map(job -> describe(job.getKey(), job.getValue()))
                        .collect(Collectors.joining());
    }

    private static String describe(String name, JobFile job) {
        return String.format(Locale.ROOT, "  %-14s %s%n", name, job.description())
                + job.arguments().entrySet().stream()
                        .map(argument -> String.format(
                                Locale.ROOT,
                                "    %-12s %s%s%n",
                                argument.getKey() + "=",
                                argument.getValue().description(),
                                argument.getValue().required() ? " (required)" : ""))
                        .collect(Collectors.joining());
    }
}
