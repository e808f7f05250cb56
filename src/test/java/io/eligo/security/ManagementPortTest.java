package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

/** Probes and metrics on a management port have the same access rules as on the main port. */
@EligoTest
@TestPropertySource(
        properties = {"management.server.port=0", "management.endpoint.health.probes.add-additional-paths=true"})
class ManagementPortTest {
    @LocalManagementPort
    int port;

    @Autowired
    DevTokens tokens;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void onlyHealthNeedsNoToken() throws Exception {
        assertThat(status("/actuator/health", null)).isEqualTo(200);
        assertThat(status("/actuator/health/liveness", null)).isEqualTo(200);
        assertThat(status("/actuator/health/readiness", null)).isEqualTo(200);
        assertThat(status("/actuator/info", null)).isEqualTo(401);
        assertThat(status("/actuator/prometheus", null)).isEqualTo(401);
        assertThat(status("/actuator/prometheus", tokens.token("ann", "offers:any")))
                .isEqualTo(403);
        assertThat(status("/actuator/prometheus", tokens.token("ann", "ops:read")))
                .isEqualTo(200);
    }

    private int status(String path, @Nullable String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
