package io.eligo.bench;

import static io.eligo.bench.Flood.Keys.FILE;
import static io.eligo.bench.Flood.Keys.ISSUER;
import static io.eligo.bench.Flood.Keys.ISSUER_THAT_STOPS;

import io.eligo.feed.HostileRequests;
import io.eligo.feed.HostileRequests.HostileRequest;
import io.eligo.servers.DevTokens;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Floods B1 to B6: requests that once stopped a node, or could have. */
final class Floods {
    private static final String FORM =
            "POST /console/sign-in HTTP/1.1\r\nHost: localhost\r\nCookie: eligo-console-csrf=a\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\n";
    private static final String BODY = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 4000\r\nAuthorization: Bearer %s\r\n\r\n";
    private static final String PAGE = "{\"query\": \"{ offers(first: 5) { edges { node { id } } } }\"}";
    private static final String FAR_FUTURE = "v1.999999999999";
    private static final List<String> PAGES = List.of("", "/jobs", "/executions", "/outbox", "/offers", "/audit");

    private final DevTokens tokens;
    private final BadTokens badTokens = new BadTokens();

    Floods(DevTokens tokens) {
        this.tokens = tokens;
    }

    Stream<Flood> all() {
        return Stream.of(hostileRequests(), slowSockets(), unknownKeys(), others())
                .flatMap(some -> some);
    }

    private Stream<Flood> hostileRequests() {
        List<HostileRequest> hostile = HostileRequests.flood();
        return Stream.concat(
                IntStream.range(0, hostile.size())
                        .mapToObj(i -> new Flood(
                                "B" + (i + 1), hostile.get(i).description(), FILE, hostile(List.of(hostile.get(i))))),
                Stream.of(new Flood("B1-B3", "by turns", FILE, hostile(hostile))));
    }

    private Flood.Clients hostile(List<HostileRequest> hostile) {
        return requests -> {
            String token = newUser("");
            return byTurns(
                    requests,
                    hostile.stream()
                            .map(one -> requests.graphQl(token, one.body()).build())
                            .toList());
        };
    }

    private Stream<Flood> slowSockets() {
        return Stream.of(
                new Flood("B4a", "slow form without token", FILE, requests -> new SlowSockets(requests.port(), FORM)),
                new Flood(
                        "B4b",
                        "slow body with token",
                        FILE,
                        requests -> new SlowSockets(requests.port(), BODY.formatted(newUser("")))));
    }

    private Stream<Flood> unknownKeys() {
        Flood.Clients clients = requests -> new RequestsByTurns(
                requests,
                List.of(() -> requests.graphQl(badTokens.ofUnknownKey(), PAGE).build()));
        return Stream.of(
                new Flood("B5a", "unknown keys, issuer up", ISSUER, clients),
                new Flood("B5b", "unknown keys, issuer down", ISSUER_THAT_STOPS, clients));
    }

    private Stream<Flood> others() {
        String user = newUser("");
        return Stream.of(
                new Flood("B6a", "one user waits for freshness", FILE, requests -> waits(requests, user)),
                new Flood("B6a2", "each its own user that waits", FILE, requests -> waits(requests, newUser(""))),
                new Flood("B6b", "bad tokens", FILE, this::badTokens),
                new Flood("B6c", "pages without session", FILE, Floods::pagesWithoutSession),
                new Flood(
                        "B6d",
                        "odd inputs by turns",
                        FILE,
                        requests ->
                                byTurns(requests, OddRequests.of(requests, newUser("ops:read ops:write offers:any")))));
    }

    private static FloodClient waits(FloodRequests requests, String token) {
        return byTurns(
                requests,
                List.of(requests.graphQl(token, PAGE)
                        .header("Eligo-Freshness", FAR_FUTURE)
                        .build()));
    }

    private FloodClient badTokens(FloodRequests requests) {
        return new RequestsByTurns(
                requests,
                List.of(
                        () -> requests.graphQl(badTokens.malformed(), PAGE).build(),
                        () -> requests.graphQl(badTokens.ofWrongSignature(), PAGE)
                                .build(),
                        () -> requests.get(badTokens.malformed(), "/console/jobs")
                                .build(),
                        () -> requests.get(badTokens.ofWrongSignature(), "/console/jobs")
                                .build()));
    }

    private static FloodClient pagesWithoutSession(FloodRequests requests) {
        return byTurns(
                requests,
                PAGES.stream()
                        .map(page -> requests.get(null, "/console" + page)
                                .header("Accept", "text/html")
                                .build())
                        .toList());
    }

    private static FloodClient byTurns(FloodRequests requests, List<HttpRequest> turns) {
        return new RequestsByTurns(
                requests,
                turns.stream().<Supplier<HttpRequest>>map(turn -> () -> turn).toList());
    }

    private String newUser(String scope) {
        return tokens.token(UUID.randomUUID().toString(), scope);
    }
}
