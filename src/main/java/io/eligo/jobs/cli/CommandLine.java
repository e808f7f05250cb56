package io.eligo.jobs.cli;

import static io.eligo.jobs.cli.Command.BAD_ARGUMENTS;
import static io.eligo.jobs.cli.Command.DONE;
import static io.eligo.jobs.cli.Command.FAILED;

import io.eligo.jobs.JobRefused;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.files.BadArguments;
import io.eligo.jobs.files.JobConnectionsCheck;
import io.eligo.jobs.files.JobFiles;
import io.eligo.platform.LogField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * {@code java -jar eligo.jar} starts the server. {@code run JOB key=value ...} runs one job; other first words are a
 * {@link Command}. Both exit with 0 completed, 1 failed, 2 bad arguments; a
 * command may have further codes. Arguments that begin with {@code --} are settings, as in any Spring
 * Boot application, except {@code --help}.
 */
public final class CommandLine {
    private static final Logger log = LoggerFactory.getLogger(CommandLine.class);
    private static final String USAGE = "run JOB [key=value ...]";
    private static final String HELP = "--help";

    /** Starts the server, or runs the job or command given by {@code args} and ends the process. */
    public static void start(Class<?> application, List<Command> others, String... args) {
        if (Arrays.stream(args).allMatch(word -> word.startsWith("--") && !word.equals(HELP))) {
            SpringApplication.run(application, args);
        } else {
            System.exit(run(application, others, args));
        }
    }

    /**
     * Runs the job or command given by {@code args}.
     *
     * @return the exit code
     */
    public static int run(Class<?> application, List<Command> others, String... args) {
        if (List.of(args).contains(HELP)) {
            showHelp(others);
            return DONE;
        }
        List<String> commands =
                Arrays.stream(args).filter(word -> !word.startsWith("--")).toList();
        // From JDK 22 on, System.console() is not null even without a terminal, unless this provider is chosen.
        System.setProperty("jdk.console", "java.base");
        for (Command command : others) {
            int words = command.words().size();
            if (commands.size() >= words && command.words().equals(commands.subList(0, words))) {
                return run(command, commands.subList(words, commands.size()), args);
            }
        }
        return run(application, commands, others, args);
    }

    private static int run(Command command, List<String> arguments, String... args) {
        String[] settings =
                Arrays.stream(args).filter(word -> word.startsWith("--")).toArray(String[]::new);
        try {
            return command.run(arguments, settings);
        } catch (BadArguments e) {
            // Only a context sets up the log.
            try (ConfigurableApplicationContext context = readSettings()) {
                log.error("Command refused: {}; accepted: {}", e.getMessage(), command.usage());
            }
            return BAD_ARGUMENTS;
        }
    }

    private static void showHelp(List<Command> others) {
        try (ConfigurableApplicationContext context = readSettings()) {
            System.out.print(Help.text(JobFiles.bind(context.getEnvironment()), others));
        }
    }

    /** A context without beans, which reads the settings and sets up the log. The caller closes it. */
    public static ConfigurableApplicationContext readSettings(String... settings) {
        return command(SettingsOnly.class).run(settings);
    }

    /** The source of a context without beans. */
    private static final class SettingsOnly {}

    private static int run(Class<?> application, List<String> commands, List<Command> others, String... args) {
        var spring = command(application).listeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>)
                event -> {
                    check(JobFiles.bind(event.getEnvironment()), commands, others);
                    JobConnectionsCheck.check(event.getEnvironment(), List.of(commands.get(1)));
                });
        try (ConfigurableApplicationContext context = spring.run(args)) {
            return run(context.getBean(JobRunner.class), commands.get(1), jobArguments(commands));
        } catch (BadArguments e) {
            return BAD_ARGUMENTS;
        }
    }

    /** The builder of a context for a command: it has no server and no schedules, and its log has plain lines. */
    public static SpringApplicationBuilder command(Class<?> source) {
        return new SpringApplicationBuilder(source)
                .web(WebApplicationType.NONE)
                .properties(
                        "eligo.job-progress=" + (System.console() == null ? "lines" : "bar"),
                        "spring.main.log-startup-info=false",
                        // The process runs this one job. Schedules must not fire in it.
                        "spring.autoconfigure.exclude=org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration",
                        "logging.level.root=warn",
                        "logging.level.io.eligo=info",
                        // Hikari's warnings repeat, once per connection, the error in the last line.
                        "logging.level.com.zaxxer.hikari=error",
                        "logging.pattern.console=%d{HH:mm:ss} %-5level %msg%n");
    }

    private static int run(JobRunner jobs, String job, Map<String, String> arguments) {
        try {
            return report(job, jobs.run(job, arguments));
        } catch (JobRefused e) {
            log.error("Job {} refused: {}", job, e.getMessage());
            return FAILED;
        } catch (DataAccessException | TransactionException e) {
            // Failures of a step's work end in a result. This is a failure of the run's own records.
            log.error(
                    "Job {} failed, database unavailable: {}",
                    job,
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            return FAILED;
        }
    }

    private static void check(JobFiles files, List<String> commands, List<Command> others) {
        boolean isRun = commands.get(0).equals("run");
        if (!isRun || commands.size() < 2 || !files.names().contains(commands.get(1))) {
            throw new BadArguments(String.format(
                    Locale.ROOT,
                    "unknown %s '%s'; accepted: run JOB [key=value ...], JOB one of %s; %s. --help describes them",
                    isRun && commands.size() > 1 ? "job" : "command",
                    isRun && commands.size() > 1 ? commands.get(1) : String.join(" ", commands),
                    String.join(", ", files.names()),
                    others.stream()
                            .map(command -> String.join(" ", command.words()))
                            .collect(Collectors.joining(", "))));
        }
        files.get(commands.get(1)).resolveArguments(commands.get(1), jobArguments(commands));
    }

    private static Map<String, String> jobArguments(List<String> commands) {
        return parse(commands.subList(2, commands.size()), USAGE);
    }

    /**
     * Parses arguments of the form {@code key=value}.
     *
     * @throws BadArguments if a word has another form, or a key comes twice
     */
    public static Map<String, String> parse(List<String> words, String usage) {
        var arguments = new LinkedHashMap<String, String>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new BadArguments(String.format(Locale.ROOT, "'%s' is not key=value; accepted: %s", word, usage));
            }
            if (arguments.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new BadArguments(String.format(Locale.ROOT, "%s= is given twice", word.substring(0, equals)));
            }
        }
        return arguments;
    }

    private static int report(String job, JobResult result) {
        try (LogField.Entry jobField = LogField.JOB.put(job);
                LogField.Entry executionField = LogField.EXECUTION.put(result.executionId())) {
            return logResult(job, result);
        }
    }

    private static int logResult(String job, JobResult result) {
        if (result.isCompleted()) {
            log.info("Execution {} of {} completed: {}", result.executionId(), job, result.summary());
            return DONE;
        }
        if (result.halted()) {
            return FAILED;
        }
        if (result.status() == BatchStatus.STOPPED) {
            log.error(
                    "Execution {} of {} was stopped, run the same command again to resume it",
                    result.executionId(),
                    job);
            return FAILED;
        }
        log.error(
                "Execution {} of {} {}: {}",
                result.executionId(),
                job,
                result.status(),
                String.join("; ", result.errors()));
        return FAILED;
    }

    private CommandLine() {}
}
