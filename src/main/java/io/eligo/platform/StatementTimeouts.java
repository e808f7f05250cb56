package io.eligo.platform;

import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The JDBC template of all modules, which gives each statement the time that is left until the {@link RequestDeadline}. */
@Configuration(proxyBeanMethods = false)
class StatementTimeouts {
    @Bean
    JdbcTemplate statementTimeoutJdbcTemplate(DataSource database) {
        return new JdbcTemplate(database) {
            @Override
            protected void applyStatementSettings(Statement statement) throws SQLException {
                super.applyStatementSettings(statement);
                Integer remaining = RequestDeadline.remainingSeconds();
                if (remaining != null) {
                    statement.setQueryTimeout(remaining);
                }
            }
        };
    }
}
