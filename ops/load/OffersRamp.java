import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.rampConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Stages and query of the load test: up to 100 users in a minute, three minutes of them, up to 1,000 in
 * another, five minutes of them. Each virtual user sends a query, pauses, and continues as another caller; caller n is chosen with a
 * probability proportional to 1/n, as visitors of a shop are.
 */
public class OffersRamp extends Simulation {
    private static final String PAGE =
            "{\"query\": \"query GetOffers { offers(first: 20) { edges { node { id name } } } }\"}";
    private static final double SCALE = Double.parseDouble(System.getProperty("scale"));
    private static final Duration THINK = Duration.parse("PT" + System.getProperty("think") + "S");

    private final List<String> tokens = lines(System.getProperty("callers"));

    private final ScenarioBuilder asking = scenario("asking")
            .forever()
            .on(feed(callers())
                    .exec(http("a page of offers")
                            .post("/graphql")
                            .header("Authorization", "Bearer #{token}")
                            .header("Content-Type", "application/json")
                            .body(StringBody(PAGE))
                            .check(
                                    status().is(200),
                                    jsonPath("$.errors").notExists(),
                                    jsonPath("$.data.offers.edges").exists()))
                    .pause(THINK.dividedBy(2), THINK.multipliedBy(3).dividedBy(2)));

    public OffersRamp() {
        setUp(asking.injectClosed(
                        rampConcurrentUsers(0).to(100).during(seconds(60)),
                        constantConcurrentUsers(100).during(seconds(180)),
                        rampConcurrentUsers(100).to(1_000).during(seconds(60)),
                        constantConcurrentUsers(1_000).during(seconds(300))))
                .protocols(http.baseUrl(System.getProperty("url")).shareConnections())
                .maxDuration(seconds(600))
                .assertions(
                        global().failedRequests().count().is(0L),
                        global().responseTime().percentile(95).lt(100),
                        global().responseTime().percentile(95).lt(20));
    }

    private static Duration seconds(int stage) {
        return Duration.ofMillis((long) (1_000 * SCALE * stage));
    }

    private Iterator<Map<String, Object>> callers() {
        return Stream.generate(() -> {
                    double rank = Math.exp(ThreadLocalRandom.current().nextDouble() * Math.log(tokens.size()));
                    return Map.<String, Object>of("token", tokens.get((int) rank - 1));
                })
                .iterator();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
