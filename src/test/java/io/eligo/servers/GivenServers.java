package io.eligo.servers;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The servers that the environment names; where it names one, the embedded one does not start. */
final class GivenServers {
    private static final String URL = "SPRING_DATASOURCE_URL";

    /** Null where an embedded one is to be started. */
    static TestServers.@Nullable Database postgresql() {
        String url = System.getenv(URL);
        return switch (ServerChoice.of(System.getProperty("servers"), url)) {
            case EMBEDDED -> null;
            case GIVEN ->
                new TestServers.Database(
                        Objects.requireNonNull(url),
                        env("SPRING_DATASOURCE_USERNAME"),
                        env("SPRING_DATASOURCE_PASSWORD"));
        };
    }

    static @Nullable String redis() {
        return System.getenv("SPRING_DATA_REDIS_URL");
    }

    private static String env(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    /** Embedded Redis is wanted: none is named, and {@code -Dservers=given} does not rule it out. */
    static final class NoRedis implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return redis() == null && !"given".equals(System.getProperty("servers"));
        }
    }

    private GivenServers() {}
}
