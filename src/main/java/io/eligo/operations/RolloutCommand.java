package io.eligo.operations;

import io.eligo.copy.PostgresCopy;
import io.eligo.customers.CustomerReader;
import io.eligo.jobs.cli.Command;
import io.eligo.jobs.cli.CommandLine;
import io.eligo.jobs.files.BadArguments;
import io.eligo.platform.RetentionSettings;
import io.eligo.rollout.AutomaticAuditEntry;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.schedule.RolloutSchedules;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code rollout off|on|SHARE}: changes the switch in the database, without a server. For the case that neither the API nor the
 * console answers. The change is written to the audit.
 */
public final class RolloutCommand implements Command {
    private static final Logger log = LoggerFactory.getLogger(RolloutCommand.class);
    private static final String BY = "by=";
    private static final String REASON = "reason=";

    @Override
    public List<String> words() {
        return List.of("rollout");
    }

    @Override
    public String usage() {
        return "rollout off|on|SHARE reason=WHY [by=WHO], SHARE a percentage from 0 to 100";
    }

    @Override
    public String description() {
        return "changes the rollout switch in the database, without a server";
    }

    @Override
    public int run(List<String> words, String... settings) {
        if (words.isEmpty()) {
            throw new BadArguments("rollout: off, on or a share is missing");
        }
        RolloutChange change = parse(words.get(0));
        String who = argument(words, BY, "command line (" + System.getProperty("user.name") + ")");
        String reason = argument(words, REASON, "");
        if (reason.isBlank()) {
            throw new BadArguments("reason=: say why, it is kept in the audit");
        }
        try (ConfigurableApplicationContext context = connect(settings)) {
            Rollout rollout = context.getBean(Operation.class).run(change, who, reason);
            log.info(
                    "Rollout changed to {}, version {}: each node follows within a second",
                    rollout.enabled() ? rollout.share().toPlainString() + " %" : "off",
                    rollout.version());
            return DONE;
        } catch (DataAccessException | TransactionException e) {
            log.error("Rollout not changed: {}", describe(e));
            return FAILED;
        }
    }

    /** PostgreSQL's message, which names the address or the lock, in one line. */
    private static String describe(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof PSQLException)) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    private static RolloutChange parse(String word) {
        try {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "off" -> RolloutChange.OFF;
                case "on" -> RolloutChange.ON;
                default -> RolloutChange.toShare(new BigDecimal(word));
            };
        } catch (InvalidRolloutException | NumberFormatException e) {
            throw new BadArguments(String.format(
                    Locale.ROOT, "rollout: '%s' is neither off, on nor a percentage from 0 to 100", word));
        }
    }

    private static String argument(List<String> words, String name, String other) {
        String value = other;
        for (String word : words.subList(1, words.size())) {
            if (!word.startsWith(BY) && !word.startsWith(REASON)) {
                throw new BadArguments(String.format(Locale.ROOT, "rollout: unknown argument '%s'", word));
            }
            if (word.startsWith(name)) {
                value = word.substring(name.length());
            }
        }
        return value;
    }

    private static ConfigurableApplicationContext connect(String... settings) {
        return CommandLine.command(Connection.class)
                .properties(
                        // Not behind a server that holds the row and hangs.
                        "spring.datasource.hikari.connection-init-sql=SET lock_timeout = '5s'",
                        "spring.datasource.hikari.maximum-pool-size=1",
                        "spring.datasource.hikari.connection-timeout=5000")
                .run(settings);
    }

    /**
     * The few beans that the command needs: it starts in a second, and whatever keeps a server from starting does not matter. Not
     * annotated as a configuration, or a server would load it too.
     */
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class
    })
    @EnableConfigurationProperties(RetentionSettings.class)
    @Import({RolloutControl.class, RolloutSchedules.class, CustomerReader.class, PostgresCopy.class, OperatorAudit.class
    })
    static class Connection {
        @Bean
        static Operation operation(
                RolloutControl control, OperatorAudit audit, PlatformTransactionManager transactions) {
            return new Operation(control, audit, new TransactionTemplate(transactions));
        }
    }

    record Operation(RolloutControl control, OperatorAudit audit, TransactionTemplate transaction) {
        Rollout run(RolloutChange change, String who, String reason) {
            return transaction.execute(status -> {
                Rollout rollout = control.change(change, who, reason);
                audit.write(who, AutomaticAuditEntry.ROLLOUT, change.describe(), reason, OperatorAudit.DONE);
                return rollout;
            });
        }
    }
}
