package io.eligo.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The image's health check, against a server as it runs in the image. */
@EligoTest
class HealthCheckScriptTest {
    @LocalServerPort
    int port;

    @Test
    void succeedsWhereTheServerIsReady() throws Exception {
        assertThat(exitCode(port)).isZero();
    }

    @Test
    void failsWhereNoServerListens() throws Exception {
        int unusedPort;
        try (var socket = new ServerSocket(0)) {
            unusedPort = socket.getLocalPort();
        }
        assertThat(exitCode(unusedPort)).isEqualTo(1);
    }

    private static int exitCode(int port) throws Exception {
        var check = new ProcessBuilder("bash", "ops/image/healthy").redirectErrorStream(true);
        check.environment().put("SERVER_PORT", String.valueOf(port));
        Process process = check.start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
