package io.eligo.removal;

import static io.eligo.jobs.cli.Command.BAD_ARGUMENTS;
import static io.eligo.jobs.cli.Command.DONE;
import static io.eligo.jobs.cli.Command.FAILED;

import io.eligo.jobs.cli.Command;
import io.eligo.startup.DatabaseConnector;
import io.eligo.startup.StartupFailure;
import java.io.Console;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;

/** Removes Eligo from the database that the settings name: asks or checks the confirmation, removes, and reports. */
final class ConfirmedRemoval {
    private static final Logger log = LoggerFactory.getLogger(ConfirmedRemoval.class);

    // Committing deletes the files of large tables.
    private static final Duration SOCKET_TIMEOUT = Duration.ofMinutes(10);

    private static final String ABOUT_REDIS =
            "Copies in Redis are not deleted: they expire by eligo.cache.time-to-live, and no later start uses them";

    private final Environment environment;
    private final @Nullable UnaryOperator<@Nullable String> terminal;

    ConfirmedRemoval(Environment environment) {
        this(environment, onTerminal(System.console()));
    }

    /** @param terminal shows a question and returns the answer; null where there is no terminal */
    ConfirmedRemoval(Environment environment, @Nullable UnaryOperator<@Nullable String> terminal) {
        this.environment = environment;
        this.terminal = terminal;
    }

    private static @Nullable UnaryOperator<@Nullable String> onTerminal(@Nullable Console console) {
        return console == null ? null : question -> console.readLine("%s", question);
    }

    /** @return the exit code of {@link Command#run}; the one of success also if there is nothing to remove */
    int run(Map<String, String> arguments) {
        try {
            RemovalArguments parsed = RemovalArguments.of(arguments);
            try (Connection connection =
                    new DatabaseConnector(new ConfiguredDatabase(environment)).connect(SOCKET_TIMEOUT)) {
                return run(parsed, new RemovalTransaction(connection, ChangelogRollbacks.read()));
            }
        } catch (InvalidRemovalArgument e) {
            log.error("Command refused: {}", e.getMessage());
            return BAD_ARGUMENTS;
        } catch (RemovalRefused e) {
            log.error("remove-eligo changed nothing: {}", e.getMessage());
        } catch (StartupFailure e) {
            log.error("remove-eligo not started: {} {}", e.getMessage(), e.action());
        } catch (DataAccessResourceFailureException | TransactionException | SQLException e) {
            log.error("remove-eligo failed, run it again to see what is there: {}", messageOf(e));
        } catch (DataAccessException e) {
            log.error("remove-eligo rolled back, nothing is changed: {}", messageOf(e));
        }
        return FAILED;
    }

    private static String messageOf(Exception e) {
        return String.valueOf(NestedExceptionUtils.getMostSpecificCause(e).getMessage())
                .replaceAll("\\s*\\R\\s*", " ");
    }

    private int run(RemovalArguments arguments, RemovalTransaction removalTransaction) {
        Inventory inventory = removalTransaction.readInventory();
        arguments.requireNoOtherName(inventory.database());
        if (inventory.isEmpty()) {
            return reportNothing(inventory, removalTransaction);
        }
        if (arguments.dryRun()) {
            report(inventory);
            log.info("remove-eligo dry run: nothing was changed");
            return DONE;
        }
        if (arguments.confirm() == null) {
            confirm(inventory);
        }
        Inventory removed = removalTransaction.execute();
        log.info(
                "remove-eligo completed: removed from the database {}, schema {}: {}. Source tables stay with their rows: {}. {}",
                removed.database(),
                removed.schema(),
                RemovalReport.summary(removed),
                removed.sourceTableNames(),
                ABOUT_REDIS);
        return DONE;
    }

    private static int reportNothing(Inventory inventory, RemovalTransaction removalTransaction) {
        List<String> schemas = removalTransaction.findSchemasWithView();
        if (schemas.contains(inventory.schema())) {
            throw new RemovalRefused(String.format(
                    Locale.ROOT,
                    "the schema %s has the view user_offer_eligibility, but databasechangelog has no records of Eligo, without which what is Eligo's is not known; restore them",
                    inventory.schema()));
        }
        if (!schemas.isEmpty()) {
            throw new RemovalRefused(String.format(
                    Locale.ROOT,
                    "there is nothing of Eligo in the schema %s of the database %s, but in the schema %s; set currentSchema in SPRING_DATASOURCE_URL as the nodes do",
                    inventory.schema(),
                    inventory.database(),
                    String.join(", ", schemas)));
        }
        log.info(
                "remove-eligo: there is nothing of Eligo in the database {}, schema {}",
                inventory.database(),
                inventory.schema());
        return DONE;
    }

    private void report(Inventory inventory) {
        log.info(
                "remove-eligo would remove from the database {}, schema {}: {}",
                inventory.database(),
                inventory.schema(),
                RemovalReport.summary(inventory));
        RemovalReport.lines(inventory).forEach(line -> log.info("remove-eligo would remove: {}", line));
        log.info(
                "remove-eligo would keep the source tables with their rows: {}. {}",
                inventory.sourceTableNames(),
                ABOUT_REDIS);
        inventory.obstacles().forEach(obstacle -> log.warn("remove-eligo would be refused: {}", obstacle));
    }

    private void confirm(Inventory inventory) {
        if (terminal == null) {
            throw new InvalidRemovalArgument(String.format(
                    Locale.ROOT,
                    "%s needs confirm=NAME, the name of the database from which Eligo is to be removed; dry-run=true lists what would be removed",
                    RemovalCommand.NAME));
        }
        report(inventory);
        String answer = terminal.apply("Name of the database, to remove Eligo from it: ");
        new RemovalArguments(false, Objects.requireNonNullElse(answer, "").strip())
                .requireNoOtherName(inventory.database());
    }

    /** The database of Spring Boot's settings. */
    private record ConfiguredDatabase(Environment environment) implements JdbcConnectionDetails {
        @Override
        public @Nullable String getUsername() {
            return environment.getProperty("spring.datasource.username");
        }

        @Override
        public @Nullable String getPassword() {
            return environment.getProperty("spring.datasource.password");
        }

        @Override
        public String getJdbcUrl() {
            return environment.getRequiredProperty("spring.datasource.url");
        }
    }
}
