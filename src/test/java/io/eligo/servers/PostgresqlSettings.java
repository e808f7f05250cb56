package io.eligo.servers;

import java.util.Map;
import java.util.stream.Stream;

/** The settings of PostgreSQL in tests and {@code test-run}, however the server is started. */
final class PostgresqlSettings {
    static final Map<String, String> ALL =
            Map.of("jit", "off", "max_connections", "300", "shared_buffers", "256MB", "track_commit_timestamp", "on");

    /** A command line: {@code postgres -c name=value ...}. */
    static String[] command(Map<String, String> others) {
        return Stream.concat(
                        Stream.of("postgres"),
                        Stream.of(ALL, others)
                                .flatMap(settings -> settings.entrySet().stream())
                                .flatMap(setting -> Stream.of("-c", setting.getKey() + "=" + setting.getValue())))
                .toArray(String[]::new);
    }

    private PostgresqlSettings() {}
}
