package io.eligo.platform.connections;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;

/** Creates a pool apart from the main pool, with its database and its settings, except for name and size. */
final class SeparatePool {
    // Without a socket timeout, a database host that disappears without closing the connection blocks a statement for
    // as long as TCP retries: a quarter of an hour.
    private static final String SOCKET_TIMEOUT_SECONDS = "30";

    static HikariDataSource create(String name, int size, JdbcConnectionDetails details, Environment environment) {
        HikariDataSource pool = DataSourceBuilder.create()
                .type(HikariDataSource.class)
                .driverClassName(details.getDriverClassName())
                .url(details.getJdbcUrl())
                .username(details.getUsername())
                .password(details.getPassword())
                .build();
        Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(pool));
        pool.setPoolName(name);
        pool.setMinimumIdle(Math.min(pool.getMinimumIdle() < 0 ? size : pool.getMinimumIdle(), size));
        pool.setMaximumPoolSize(size);
        pool.getDataSourceProperties().putIfAbsent("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        return pool;
    }

    private SeparatePool() {}
}
