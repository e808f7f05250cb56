package io.eligo.api.limits;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/** When the request that a thread is at has to be answered. No statement of the thread takes longer. */
public final class RequestDeadline {
    private static final ThreadLocal<@Nullable Long> END = new ThreadLocal<>();

    public static void start(Duration time) {
        END.set(System.nanoTime() + time.toNanos());
    }

    public static void clear() {
        END.remove();
    }

    /** Seconds, rounded up; null if the thread is at no request. */
    private static @Nullable Integer remainingSeconds() {
        Long end = END.get();
        if (end == null) {
            return null;
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new QueryTimeoutException("the time of the request is up");
        }
        return (int) (1 + left / 1_000_000_000);
    }

    /** Whatever is asked of the database, in whichever room. Jobs are no requests, and take as long as they take. */
    @Configuration(proxyBeanMethods = false)
    static class StatementTimeouts {
        @Bean
        JdbcTemplate statementTimeoutJdbcTemplate(DataSource database) {
            return new JdbcTemplate(database) {
                @Override
                protected void applyStatementSettings(Statement statement) throws SQLException {
                    super.applyStatementSettings(statement);
                    Integer left = remainingSeconds();
                    if (left != null) {
                        statement.setQueryTimeout(left);
                    }
                }
            };
        }
    }

    private RequestDeadline() {}
}
