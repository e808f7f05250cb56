package io.eligo.startup;

import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/** Server and database of a JDBC URL, without the rest of the URL, which may hold a password. */
record JdbcAddress(String server, String database) {
    /** @throws StartupFailure if it is not a PostgreSQL URL */
    static JdbcAddress of(String url) {
        Properties parsed = url.startsWith("jdbc:postgresql:") ? Driver.parseURL(url, new Properties()) : null;
        if (parsed == null) {
            throw new StartupFailure(
                    "SPRING_DATASOURCE_URL is not the address of a PostgreSQL database.",
                    "Set it to jdbc:postgresql://HOST:PORT/DATABASE.");
        }
        String[] hosts = parsed.getProperty("PGHOST", "localhost").split(",");
        String[] ports = parsed.getProperty("PGPORT", "5432").split(",");
        var servers = new StringBuilder();
        for (int i = 0; i < hosts.length; i++) {
            servers.append(i == 0 ? "" : ",").append(hosts[i]).append(':').append(ports[Math.min(i, ports.length - 1)]);
        }
        return new JdbcAddress(servers.toString(), Objects.requireNonNullElse(parsed.getProperty("PGDBNAME"), ""));
    }
}
