package io.eligo.servers;

import java.util.UUID;
import java.util.function.Supplier;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Servers that all application contexts of the tests share, with a separate database for each context. Embedded, in containers with
 * {@code -Dservers=testcontainers}, or the server that {@code SPRING_DATASOURCE_URL} names (its user needs CREATEDB). Redis likewise,
 * by {@code SPRING_DATA_REDIS_URL}. With {@code -Dservers=given} no server is started.
 */
@TestConfiguration(proxyBeanMethods = false)
public class TestServers {
    private static final Lazy<Database> POSTGRESQL = new Lazy<>(TestServers::resolvePostgresql);
    private static final Lazy<Standalone> REDIS = new Lazy<>(TestServers::resolveRedis);

    // Twenty contexts would run the same migrations, half a second each; copying a migrated template takes a tenth
    // of that.
    private static final Lazy<String> MIGRATED_TEMPLATE = new Lazy<>(TestServers::createMigratedTemplate);

    /** An empty database, ready to be migrated. */
    public static Database emptyDatabase() {
        return createDatabase("template1");
    }

    /** A database with all migrations applied to an empty one. */
    public static Database migratedDatabase() {
        return createDatabase(MIGRATED_TEMPLATE.get());
    }

    private static Database createDatabase(String template) {
        String name = "eligo_test_" + UUID.randomUUID().toString().replace("-", "");
        Database server = POSTGRESQL.get();
        // By default PostgreSQL writes the copy to its log as well, which takes three times as long.
        JdbcClient.create(server.dataSource())
                .sql("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy".formatted(name, template))
                .update();
        if (ServerChoice.ofPostgresql() == ServerChoice.GIVEN) {
            ShutdownHandlers.add(() -> JdbcClient.create(server.dataSource())
                    .sql("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
                    .update());
        }
        return server.withName(name);
    }

    @Bean
    JdbcConnectionDetails migratedDatabaseDetails() {
        return migratedDatabase();
    }

    @Bean
    @Conditional(RedisNotGiven.class)
    DataRedisConnectionDetails sharedRedisDetails() {
        Standalone redis = REDIS.get();
        return new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return redis;
            }
        };
    }

    /** The tests start Redis; otherwise the application connects as in production. */
    static final class RedisNotGiven implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return ServerChoice.ofRedis() != ServerChoice.GIVEN;
        }
    }

    private static Database resolvePostgresql() {
        return switch (ServerChoice.ofPostgresql()) {
            case EMBEDDED -> new Database(EmbeddedPostgresql.startEmpty().url("postgres"), "postgres", "");
            case TESTCONTAINERS -> Containers.postgresql();
            case GIVEN -> GivenServers.postgresql();
        };
    }

    /** A template with open connections cannot be copied: this method closes its own. */
    private static String createMigratedTemplate() {
        Database empty = emptyDatabase();
        var liquibase = new SpringLiquibase();
        liquibase.setDataSource(empty.dataSource());
        liquibase.setResourceLoader(new DefaultResourceLoader());
        liquibase.setChangeLog("classpath:db-changelog/changelog.yaml");
        try {
            liquibase.afterPropertiesSet();
        } catch (LiquibaseException e) {
            throw new IllegalStateException("migrating " + empty.url(), e);
        }
        return empty.name();
    }

    private static Standalone resolveRedis() {
        return ServerChoice.ofRedis() == ServerChoice.TESTCONTAINERS
                ? Containers.redis()
                : Standalone.of("127.0.0.1", EmbeddedRedis.startEmpty().port());
    }

    /** A database's address and the user of its connections. */
    public record Database(String url, String user, String password) implements JdbcConnectionDetails {
        @Override
        public String getUsername() {
            return user;
        }

        @Override
        public String getPassword() {
            return password;
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }

        public DriverManagerDataSource dataSource() {
            return new DriverManagerDataSource(url, user, password);
        }

        Database withName(String name) {
            return new Database(url.replaceFirst("(jdbc:postgresql://[^/]*/)[^?]*", "$1" + name), user, password);
        }

        String name() {
            return url.replaceFirst("jdbc:postgresql://[^/]*/([^?]*).*", "$1");
        }
    }

    static final class Lazy<T> {
        private final Supplier<T> supplier;
        private @Nullable T value;

        Lazy(Supplier<T> supplier) {
            this.supplier = supplier;
        }

        synchronized T get() {
            if (value == null) {
                value = supplier.get();
            }
            return value;
        }
    }
}
