package io.eligo.platform;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deadline of the request that the current thread processes. No SQL statement of the thread runs beyond it. */
public final class RequestDeadline {
    private static final ThreadLocal<@Nullable Long> END = new ThreadLocal<>();

    public static void start(Duration time) {
        END.set(System.nanoTime() + time.toNanos());
    }

    public static void clear() {
        END.remove();
    }

    /** The remaining time in seconds, rounded up; null if the thread processes no request. */
    private static @Nullable Integer remainingSeconds() {
        Long end = END.get();
        if (end == null) {
            return null;
        }
        long remaining = end - System.nanoTime();
        if (remaining <= 0) {
            throw new QueryTimeoutException("request deadline exceeded");
        }
        return (int) (1 + remaining / 1_000_000_000);
    }

    /**
     * Applies the deadline to the SQL statements of all modules. Jobs process no request, so their statements have no deadline.
     */
    @Configuration(proxyBeanMethods = false)
    static class StatementTimeouts {
        @Bean
        JdbcTemplate statementTimeoutJdbcTemplate(DataSource database) {
            return new JdbcTemplate(database) {
                @Override
                protected void applyStatementSettings(Statement statement) throws SQLException {
                    super.applyStatementSettings(statement);
                    Integer remaining = remainingSeconds();
                    if (remaining != null) {
                        statement.setQueryTimeout(remaining);
                    }
                }
            };
        }
    }

    private RequestDeadline() {}
}
