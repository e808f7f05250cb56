package io.eligo.servers;

import org.jspecify.annotations.Nullable;

/** The servers that the environment names, by the variables that the application itself reads. */
final class GivenServers {
    private static final String URL = "SPRING_DATASOURCE_URL";

    static @Nullable String postgresqlUrl() {
        return System.getenv(URL);
    }

    /** Without a variable, {@code -Dservers=given} means the application's default. */
    static @Nullable String redisUrl() {
        return System.getenv("SPRING_DATA_REDIS_URL");
    }

    static TestServers.Database postgresql() {
        return postgresql(postgresqlUrl());
    }

    static TestServers.Database postgresql(@Nullable String url) {
        if (url == null) {
            throw new ServersUnavailable("-Dservers=given needs %s, which is not set".formatted(URL));
        }
        return new TestServers.Database(url, env("SPRING_DATASOURCE_USERNAME"), env("SPRING_DATASOURCE_PASSWORD"));
    }

    private static String env(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    private GivenServers() {}
}
