package io.eligo.servers;

import org.jspecify.annotations.Nullable;

/** Where the servers of a test come from: {@code -Dservers}, and what the environment names. */
enum ServerChoice {
    EMBEDDED,
    GIVEN;

    /**
     * A database that the environment names is taken whatever is asked for.
     *
     * @param servers the value of {@code -Dservers}; null where it is left out
     * @param url the value of {@code SPRING_DATASOURCE_URL}; null where it is not set
     * @throws IllegalStateException saying what is accepted
     */
    static ServerChoice of(@Nullable String servers, @Nullable String url) {
        String asked = servers == null ? "embedded" : servers;
        return switch (asked) {
            case "embedded" -> url == null ? EMBEDDED : GIVEN;
            case "given" -> {
                if (url == null) {
                    throw refused(asked, "needs SPRING_DATASOURCE_URL, which is not set");
                }
                yield GIVEN;
            }
            case "testcontainers" -> throw refused(asked, "is not there yet");
            default -> throw refused(asked, "is not known");
        };
    }

    private static IllegalStateException refused(String asked, String why) {
        return new IllegalStateException(
                "-Dservers=%s %s; accepted: embedded (the default), given (with SPRING_DATASOURCE_URL)"
                        .formatted(asked, why));
    }
}
