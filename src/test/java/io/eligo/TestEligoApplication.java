package io.eligo;

import io.eligo.servers.DemoDataInitializer;
import io.eligo.servers.DevTokenEndpoint;
import io.eligo.servers.DevTokens;
import io.eligo.servers.ServersUnavailable;
import io.eligo.servers.TestRunServers;
import io.eligo.servers.TestRunServers.AlreadyRunning;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;

/** {@code ./mvnw spring-boot:test-run}: Eligo with its own servers, demo data and tokens, for trying it. */
public class TestEligoApplication {
    public static void main(String... words) {
        // The servers start before Spring Boot configures logging: without this they would log at debug level.
        LoggingSystem.get(TestEligoApplication.class.getClassLoader()).beforeInitialize();
        System.setProperty("logging.level.io.zonky", "warn");
        System.setProperty("spring.graphql.schema.introspection.enabled", "true");
        System.setProperty(
                "eligo.console.token-command", "curl -s 'localhost:${server.port:8080}/dev/token?user={user}'");
        try {
            TestRunServers servers = TestRunServers.start(Path.of("target", "demo"));
            SpringApplication.getShutdownHandlers().add(servers::close);
            start(servers, words);
        } catch (AlreadyRunning | ServersUnavailable e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void start(TestRunServers servers, String... words) {
        try {
            SpringApplication.from(EligoApplication::main)
                    .with(DevTokens.class, DevTokenEndpoint.class, DemoDataInitializer.class)
                    .run(words);
            servers.logRedisFailure();
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }
}
