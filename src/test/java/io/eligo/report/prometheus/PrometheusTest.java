package io.eligo.report.prometheus;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PrometheusTest {
    @Test
    void aServerThatAcceptsAndDoesNotAnswerIsGivenUp() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PrometheusAddress address = PrometheusAddress.parse("http://127.0.0.1:" + silent.getLocalPort());
            var prometheus = new Prometheus(address, PrometheusCredentials.NONE, Duration.ofSeconds(1));
            assertThatExceptionOfType(PrometheusUnavailable.class)
                    .isThrownBy(() -> prometheus.value("up", Instant.EPOCH))
                    .withMessage("Prometheus at %s has not answered within 1 s", address.base());
        }
    }
}
