package io.eligo.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Requests to one server. */
final class FloodRequests {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = new JsonMapper();
    private final URI server;

    FloodRequests(String url) {
        this.server = URI.create(url);
    }

    int port() {
        return server.getPort();
    }

    HttpRequest document(String token, String document) {
        return graphQl(token, json.writeValueAsString(Map.of("query", document)))
                .build();
    }

    HttpRequest.Builder graphQl(String token, String body) {
        return post(token, "/graphql", body).header("Content-Type", "application/json");
    }

    HttpRequest form(String token, String path, String form) {
        return post(token, path, form)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
    }

    HttpRequest.Builder post(@Nullable String token, String path, String body) {
        return get(token, path).POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpRequest.Builder get(@Nullable String token, String path) {
        var request = HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
