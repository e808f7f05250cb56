package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rollout.RolloutFixture;
import io.eligo.rollout.measurement.MeasuredCount;
import io.eligo.rollout.measurement.MeasuredWindow;
import io.eligo.rollout.measurement.MeasurementTable;
import io.eligo.rollout.measurement.MeasurementWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What of the requests counts for the triggers: what the callers cause does not, or one of them could switch off. */
@ApiTest
class RolloutMeasurementsTest {
    private static final String OFFERS = "{\"query\":\"{ offers { edges { node { id } } } }\"}";

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    MeasurementWriter writer;

    @Autowired
    MeasurementTable measurements;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    @BeforeEach
    void startAnew() {
        rollout.resetAll();
        tables.replaceWith(DatasetFixtures.chain(40, 20));
        writer.write(begin, false);
    }

    @AfterEach
    void switchOn() {
        rollout.resetAll();
    }

    @Test
    void aResponseThatItsCallerRequestsTooLargeIsNoError() {
        tables.replaceWith(DatasetFixtures.chain(40, 250));
        double errors = errors();
        HostileRequests.HostileRequest tooLarge = HostileRequests.flood().get(2);
        assertThat(apiClient
                        .post(token(), tooLarge.body())
                        .onlyError()
                        .at("/extensions/limit")
                        .asString())
                .isEqualTo("response-size");
        assertThat(measured().count(MeasuredCount.PRECOMPUTED_ERRORS)).isZero();
        assertThat(errors()).isEqualTo(errors);
    }

    @Test
    void aFailureOfThePathIsAnError() {
        jdbc.sql("ALTER TABLE user_grants RENAME COLUMN offer_nos TO gone").update();
        try {
            assertThat(apiClient
                            .post(token(), OFFERS)
                            .onlyError()
                            .at("/extensions/classification")
                            .asString())
                    .isEqualTo("INTERNAL_ERROR");
        } finally {
            jdbc.sql("ALTER TABLE user_grants RENAME COLUMN gone TO offer_nos").update();
        }
        assertThat(measured().count(MeasuredCount.PRECOMPUTED_ERRORS)).isEqualTo(1);
    }

    @Test
    void theWaitForTheChangeOfATokenIsNoLatency() {
        ApiClient.ApiResponse answer = apiClient.send(
                token(),
                "/graphql",
                request -> request.header("Content-Type", "application/json")
                        .header("Eligo-Freshness", "v1.999999999999")
                        .POST(HttpRequest.BodyPublishers.ofString(OFFERS)));
        assertThat(answer.body().at("/extensions/freshness/arrived").asBoolean(true))
                .isFalse();
        String token = token();
        long start = System.nanoTime();
        apiClient.post(token, OFFERS);
        double millis = (System.nanoTime() - start) / 1e6;
        MeasuredWindow measured = measured();
        assertThat(measured.precomputed().count()).isEqualTo(1);
        assertThat(measured.precomputed().p95Millis()).isLessThan(Math.max(1_000, 1.2 * millis));
    }

    private MeasuredWindow measured() {
        writer.write(begin.plusSeconds(5), false);
        return measurements.findWindow(begin, begin.plusSeconds(5));
    }

    private double errors() {
        return meters.get("offers.query.errors")
                .tag("path", "precomputed")
                .counter()
                .count();
    }

    private String token() {
        return apiClient.token(UUID.randomUUID().toString(), "");
    }
}
