package io.eligo.servers;

import org.jspecify.annotations.Nullable;

/** Which servers the tests use, from {@code -Dservers} and the environment. */
enum ServerChoice {
    EMBEDDED,
    TESTCONTAINERS,
    GIVEN;

    static ServerChoice ofPostgresql() {
        return of(System.getProperty("servers"), GivenServers.postgresqlUrl());
    }

    static ServerChoice ofRedis() {
        return of(System.getProperty("servers"), GivenServers.redisUrl());
    }

    /**
     * Servers that the environment names are used, unless containers are requested.
     *
     * @param servers the value of {@code -Dservers}; null where it is left out
     * @param url the server that the environment names; null where it names none
     * @throws ServersUnavailable for an unknown value; the message lists the accepted ones
     */
    static ServerChoice of(@Nullable String servers, @Nullable String url) {
        String choice = servers == null ? "embedded" : servers;
        return switch (choice) {
            case "embedded" -> url == null ? EMBEDDED : GIVEN;
            case "testcontainers" -> TESTCONTAINERS;
            case "given" -> GIVEN;
            default ->
                throw new ServersUnavailable(
                        "-Dservers=%s is not known; accepted: embedded (the default), testcontainers, given (with SPRING_DATASOURCE_URL)"
                                .formatted(choice));
        };
    }
}
