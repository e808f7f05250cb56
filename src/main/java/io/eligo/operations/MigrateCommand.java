package io.eligo.operations;

import io.eligo.jobs.cli.Command;
import io.eligo.jobs.cli.CommandLine;
import io.eligo.jobs.files.BadArguments;
import io.eligo.platform.connections.PoolSizes;
import io.eligo.startup.DatabaseStartupCheck;
import io.eligo.startup.MigrationLock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code migrate}: migrates the database, without a server. For installations whose nodes do not migrate ({@code
 * spring.liquibase.enabled=false}), for example because their database user cannot change tables.
 */
public final class MigrateCommand implements Command {
    private static final Logger log = LoggerFactory.getLogger(MigrateCommand.class);

    /**
     * They have precedence over the environment, which the command may share with the nodes. One connection migrates, the other holds
     * the lock.
     */
    private static final Map<String, Object> SETTINGS =
            Map.of("spring.liquibase.enabled", true, PoolSizes.MAIN_POOL_PROPERTY, 2);

    @Override
    public List<String> words() {
        return List.of("migrate");
    }

    @Override
    public String usage() {
        return "migrate";
    }

    @Override
    public String description() {
        return "migrates the database, without a server, for nodes that run with spring.liquibase.enabled=false";
    }

    @Override
    public int run(List<String> arguments, String... settings) {
        if (!arguments.isEmpty()) {
            throw new BadArguments(String.format(Locale.ROOT, "migrate: unknown argument '%s'", arguments.get(0)));
        }
        try (ConfigurableApplicationContext context = start(settings)) {
            log.info(
                    "Database migrated, it has {} changesets",
                    context.getBean(JdbcClient.class)
                            .sql("SELECT count(*) FROM databasechangelog")
                            .query(Integer.class)
                            .single());
        }
        return DONE;
    }

    private static ConfigurableApplicationContext start(String... settings) {
        return CommandLine.command(Migration.class)
                .initializers(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("migrate", SETTINGS)))
                .run(settings);
    }

    /** Not annotated as a configuration, or a server would load it too. */
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        LiquibaseAutoConfiguration.class
    })
    @Import({DatabaseStartupCheck.class, MigrationLock.class})
    static class Migration {}
}
