package io.eligo.servers;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The servers that the environment names; where it names one, the embedded one does not start. */
final class GivenServers {
    static TestServers.@Nullable Database postgresql() {
        String url = System.getenv("SPRING_DATASOURCE_URL");
        return url == null
                ? null
                : new TestServers.Database(url, env("SPRING_DATASOURCE_USERNAME"), env("SPRING_DATASOURCE_PASSWORD"));
    }

    static @Nullable String redis() {
        return System.getenv("SPRING_DATA_REDIS_URL");
    }

    private static String env(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    static final class NoRedis implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return redis() == null;
        }
    }

    private GivenServers() {}
}
