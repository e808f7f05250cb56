package io.eligo.redis;

import java.util.stream.Stream;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Whether Redis is configured: one boolean. Without an address, Spring Boot uses Redis on this machine; a server that happens to run
 * there does not belong to this application.
 */
@Component
class RedisPresence {
    private static final String DEFAULT_HOST = "localhost";
    private static final int DEFAULT_PORT = 6379;

    private final Environment environment;
    private final DataRedisConnectionDetails details;

    RedisPresence(Environment environment, DataRedisConnectionDetails details) {
        this.environment = environment;
        this.details = details;
    }

    boolean isConfigured() {
        DataRedisConnectionDetails.Standalone single = details.getStandalone();
        return details.getCluster() != null
                || details.getSentinel() != null
                || Stream.of("url", "host", "port")
                        .anyMatch(name -> environment.containsProperty("spring.data.redis." + name))
                || single != null && !(single.getHost().equals(DEFAULT_HOST) && single.getPort() == DEFAULT_PORT);
    }
}
