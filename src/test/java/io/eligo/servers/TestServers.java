package io.eligo.servers;

import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database of its own for every application context of the tests, on a server that they share: embedded, or the one that
 * {@code SPRING_DATASOURCE_URL} names (its user needs CREATEDB). Redis likewise by {@code SPRING_DATA_REDIS_URL}. With
 * {@code -Dservers=given} nothing embedded starts.
 */
@TestConfiguration(proxyBeanMethods = false)
public class TestServers {
    private static final Once<EmbeddedPostgresql> POSTGRESQL = new Once<>(EmbeddedPostgresql::fresh);
    private static final Once<EmbeddedRedis> REDIS = new Once<>(EmbeddedRedis::fresh);

    /** An empty database, ready to be migrated. */
    public static Database freshDatabase() {
        String name = "eligo_test_" + UUID.randomUUID().toString().replace("-", "");
        Database server = server();
        JdbcClient.create(server.dataSource()).sql("CREATE DATABASE " + name).update();
        if (GivenServers.postgresql() != null) {
            org.springframework.boot.SpringApplication.getShutdownHandlers()
                    .add(() -> JdbcClient.create(server.dataSource())
                            .sql("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
                            .update());
        }
        return server.named(name);
    }

    @Bean
    JdbcConnectionDetails freshDatabaseDetails() {
        return freshDatabase();
    }

    @Bean
    @Conditional(GivenServers.NoRedis.class)
    DataRedisConnectionDetails embeddedRedisDetails() {
        int port = REDIS.get().port();
        return new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return Standalone.of("127.0.0.1", port);
            }
        };
    }

    private static Database server() {
        Database given = GivenServers.postgresql();
        return given != null ? given : new Database(POSTGRESQL.get().url("postgres"), "postgres", "");
    }

    /** Where a database is and who asks. */
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

        Database named(String name) {
            return new Database(url.replaceFirst("(jdbc:postgresql://[^/]*/)[^?]*", "$1" + name), user, password);
        }
    }

    private static final class Once<T> {
        private final Callable<T> starter;
        private @Nullable T started;

        Once(Callable<T> starter) {
            this.starter = starter;
        }

        synchronized T get() {
            if (started == null) {
                try {
                    started = starter.call();
                } catch (Exception e) {
                    throw new IllegalStateException("starting a server for the tests", e);
                }
            }
            return started;
        }
    }
}
