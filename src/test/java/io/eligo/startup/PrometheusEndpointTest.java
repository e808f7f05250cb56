package io.eligo.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EligoTest
class PrometheusEndpointTest {
    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    @Test
    void opsReadPermitsReadingTheMetrics() throws Exception {
        HttpResponse<String> answer = get("ops:read");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "offers_cache_requests_total{result=\"hit\"}",
                        "offers_cache_requests_total{result=\"miss\"}",
                        "offers_cache_requests_total{result=\"error\"}",
                        "offers_shadow_comparisons_total{outcome=\"equal\"}",
                        "offers_shadow_comparisons_total{outcome=\"stale\"}",
                        "offers_shadow_comparisons_total{outcome=\"wrong\"}",
                        "offers_shadow_dropped_total{reason=\"queue_full\"}",
                        "offers_query_duration_seconds_bucket{cache=\"hit\",source=\"cache\",le=\"0.005\"}",
                        "offers_query_duration_seconds_count{cache=\"miss\",source=\"table\"}",
                        "offers_query_duration_seconds_count{cache=\"miss\",source=\"computed\"}");
    }

    @Test
    void otherScopesDoNotPermitReadingTheMetrics() throws Exception {
        assertThat(get("offers:any").statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> get(String scope) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/prometheus"))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + tokens.token(UUID.randomUUID().toString(), scope))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
