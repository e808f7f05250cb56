import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.rampConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ClosedInjectionStep;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Concurrent users by stages. Each virtual user sends a query, pauses, and continues as another caller; caller n is chosen with a
 * probability proportional to 1/n, as visitors of a shop are. A share of the requests are changes: of the customer type of a user
 * who is no caller, or of the switch of an offer. Each is followed by a read of the offer that waits for the change, and the change back.
 * Properties: {@code url}; {@code query}; {@code stages}, {@code SECONDS:USERS,...}; {@code think}, seconds; {@code callers}, a file of lines {@code TOKEN USER};
 * {@code p95}, milliseconds for pages; {@code writes}, percentage of the requests; {@code results}, the file written at the end; with
 * writes {@code writers}, such a file, too, {@code merchant}, {@code vip-offer} and {@code offers}, separated by commas.
 */
public class OffersLoad extends Simulation {
    private static final String PAGE = "a page of offers";
    private static final String CHANGE = "a change";
    private static final String AFTER = "an offer after its change";
    private static final int FAST_MILLIS = 20;
    // Switches are a fifth of the changes.
    private static final double SWITCHES = 0.2;
    // A change, the read that waits for it, the change back, and the read that waits for that.
    private static final int REQUESTS_OF_A_CHANGE = 4;
    private static final JsonMapper JSON = new JsonMapper();

    private final Results results = new Results(Path.of(property("results")));
    private final double think = Double.parseDouble(property("think"));

    public OffersLoad() {
        setUp(scenario("users")
                        .forever()
                        .on(exec(requests()).pause(Duration.ofMillis((long) (500 * think)), Duration.ofMillis((long)
                                (1_500 * think))))
                        .injectClosed(stages()))
                .protocols(http.baseUrl(property("url")).shareConnections())
                .maxDuration(length())
                .assertions(assertions());
    }

    @Override
    public void before() {
        results.begin();
    }

    @Override
    public void after() {
        results.write();
    }

    private static List<Assertion> assertions() {
        var assertions = new ArrayList<>(List.of(
                global().failedRequests().count().is(0L),
                details(PAGE).responseTime().percentile(95).lt(Integer.parseInt(property("p95")))));
        if (writes() == 0) {
            assertions.add(details(PAGE).responseTime().percentile(95).lt(FAST_MILLIS));
        }
        return assertions;
    }

    private static List<ClosedInjectionStep> stages() {
        var steps = new ArrayList<ClosedInjectionStep>();
        int before = 0;
        for (String stage : property("stages").split(",")) {
            Duration seconds = seconds(stage);
            int users = Integer.parseInt(stage.split(":")[1]);
            steps.add(
                    users == before
                            ? constantConcurrentUsers(users).during(seconds)
                            : rampConcurrentUsers(before).to(users).during(seconds));
            before = users;
        }
        return steps;
    }

    private static Duration length() {
        return Stream.of(property("stages").split(",")).map(OffersLoad::seconds).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration seconds(String stage) {
        return Duration.ofMillis((long) (1_000 * Double.parseDouble(stage.split(":")[0])));
    }

    private static double writes() {
        return Double.parseDouble(property("writes")) / 100;
    }

    private ChainBuilder requests() {
        if (writes() == 0) {
            return page();
        }
        // Of w cycles of a change in an iteration, 2 w requests are changes, and 1 - w + 4 w are all requests.
        double cycles = 100 * writes() / (2 - (REQUESTS_OF_A_CHANGE - 1) * writes());
        return randomSwitch()
                .on(
                        percent(100 - cycles).then(page()),
                        percent(cycles * (1 - SWITCHES)).then(typeChanges()),
                        percent(cycles * SWITCHES).then(switches()));
    }

    private ChainBuilder page() {
        List<String> callers = lines(property("callers"));
        return feed(endless(() -> user(ofRank(callers))))
                .exec(http(PAGE)
                        .post("/graphql")
                        .header("Authorization", "Bearer #{token}")
                        .header("Content-Type", "application/json")
                        .body(StringBody(body(property("query"))))
                        .check(
                                responseTimeInMillis().saveAs("millis"),
                                status().is(200),
                                jsonPath("$.errors").notExists(),
                                jsonPath("$.data.offers.edges").exists()))
                .exec(session -> results.record(session, PAGE));
    }

    private ChainBuilder typeChanges() {
        String mutation =
                "mutation { changed: setCustomerType(userId: \"#{user}\", merchantId: \"%s\", type: \"%s\") { freshness } }";
        String merchant = property("merchant");
        return feed(writers())
                .exec(session -> session.set("offer", property("vip-offer")))
                .exec(change(mutation.formatted(merchant, "Vip"), true))
                .exec(change(mutation.formatted(merchant, "New"), false));
    }

    private ChainBuilder switches() {
        List<String> offers = List.of(property("offers").split(","));
        var next = new AtomicInteger();
        return feed(writers())
                .feed(endless(() -> Map.of("offer", offers.get(next.getAndIncrement() % offers.size()))))
                .exec(change("mutation { changed: deactivateOffer(id: \"#{offer}\") { freshness } }", false))
                .exec(change("mutation { changed: activateOffer(id: \"#{offer}\") { freshness } }", true));
    }

    /** The change, and a read that waits until the change is visible. */
    private ChainBuilder change(String mutation, boolean visible) {
        return exec(session -> session.remove("freshness"))
                .exec(http(CHANGE)
                        .post("/graphql")
                        .header("Authorization", "Bearer #{token}")
                        .header("Content-Type", "application/json")
                        .body(StringBody(body(mutation)))
                        .check(
                                responseTimeInMillis().saveAs("millis"),
                                status().is(200),
                                jsonPath("$.errors").notExists(),
                                jsonPath("$.data.changed.freshness").saveAs("freshness")))
                .exec(session -> results.record(session, CHANGE))
                .doIf(session -> session.contains("freshness"))
                .then(exec(http(AFTER)
                                .post("/graphql")
                                .header("Authorization", "Bearer #{token}")
                                .header("Content-Type", "application/json")
                                .header("Eligo-Freshness", "#{freshness}")
                                .body(StringBody(body("{ offer(id: \"#{offer}\") { id } }")))
                                .check(
                                        responseTimeInMillis().saveAs("millis"),
                                        status().is(200),
                                        jsonPath("$.errors").notExists(),
                                        jsonPath("$.data.offer.id")
                                                .withDefault("")
                                                .saveAs("found"),
                                        jsonPath("$.extensions.freshness.arrived")
                                                .saveAs("arrived")))
                        .exec(session -> results.recordAfterChange(session, AFTER, visible)));
    }

    private static Iterator<Map<String, Object>> writers() {
        List<String> writers = lines(property("writers"));
        var next = new AtomicInteger();
        return endless(() -> user(writers.get(next.getAndIncrement() % writers.size())));
    }

    private static Map<String, Object> user(String line) {
        String[] words = line.split(" ");
        return Map.of("token", words[0], "user", words[1]);
    }

    private static Iterator<Map<String, Object>> endless(Supplier<Map<String, Object>> supplier) {
        return Stream.generate(supplier).iterator();
    }

    private static String ofRank(List<String> callers) {
        double rank = Math.exp(ThreadLocalRandom.current().nextDouble() * Math.log(callers.size()));
        return callers.get((int) rank - 1);
    }

    private static String body(String document) {
        return JSON.writeValueAsString(Map.of("query", document));
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("the property '%s' is missing".formatted(name));
        }
        return value;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
