package io.eligo.startup;

import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/** Which server and database a JDBC URL means, without the rest of it, which may hold a password. */
record JdbcAddress(String server, String database) {
    /** @throws StartRefused if it is no URL of PostgreSQL */
    static JdbcAddress of(String url) {
        Properties parsed = url.startsWith("jdbc:postgresql:") ? Driver.parseURL(url, new Properties()) : null;
        if (parsed == null) {
            throw new StartupFailure(
                    "SPRING_DATASOURCE_URL is not the address of a PostgreSQL database.",
                    "It looks like jdbc:postgresql://HOST:PORT/DATABASE.");
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
