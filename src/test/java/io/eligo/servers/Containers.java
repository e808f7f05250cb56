package io.eligo.servers;

import java.util.Map;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Empty servers in containers, removed when this JVM ends. Not {@code @ServiceConnection}: that binds a container to one application
 * context, and all contexts share these.
 */
final class Containers {
    static final String POSTGRESQL = "postgres:18";
    static final String REDIS = "redis:8";

    private static final int REDIS_PORT = 6379;

    // Docker's default of 64 MB is too little for parallel queries.
    private static final long SHARED_MEMORY = 512L << 20;

    static TestServers.Database postgresql() {
        var server = start(new PostgreSQLContainer(DockerImageName.parse(POSTGRESQL))
                .withCommand(PostgresqlSettings.command(Map.of("fsync", "off")))
                .withSharedMemorySize(SHARED_MEMORY));
        return new TestServers.Database(server.getJdbcUrl(), server.getUsername(), server.getPassword());
    }

    static Standalone redis() {
        var server = start(new GenericContainer<>(DockerImageName.parse(REDIS))
                .withCommand("redis-server", "--save", "", "--appendonly", "no")
                .withExposedPorts(REDIS_PORT));
        return Standalone.of(server.getHost(), server.getMappedPort(REDIS_PORT));
    }

    private static <C extends GenericContainer<?>> C start(C container) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new ServersUnavailable("-Dservers=testcontainers needs a Docker engine, and none is available");
        }
        container.start();
        // Shutdown handlers run after the application contexts have been closed.
        ShutdownHandlers.add(container::stop);
        return container;
    }

    private Containers() {}
}
