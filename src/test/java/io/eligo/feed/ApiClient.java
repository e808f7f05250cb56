package io.eligo.feed;

import io.eligo.servers.DevTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests to the running server over HTTP, as a client would. */
@TestComponent
public class ApiClient {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Environment environment;
    private final DevTokens issuer;

    ApiClient(Environment environment, DevTokens issuer) {
        this.environment = environment;
        this.issuer = issuer;
    }

    public record ApiResponse(int status, HttpHeaders headers, JsonNode body) {
        public JsonNode data() {
            return body.path("data");
        }

        public JsonNode onlyError() {
            if (body.path("errors").size() != 1) {
                throw new AssertionError("one error expected: " + body);
            }
            return body.path("errors").get(0);
        }
    }

    public ApiResponse execute(UUID user, String document) {
        return execute(user, document, Map.of());
    }

    public ApiResponse execute(UUID user, String document, Map<String, ?> variables) {
        return execute(token(user.toString(), ""), document, variables);
    }

    /** @throws AssertionError if the server reports an internal error: no document may cause one */
    public ApiResponse execute(String token, String document, Map<String, ?> variables) {
        ApiResponse response = post(token, JSON.writeValueAsString(Map.of("query", document, "variables", variables)));
        for (JsonNode error : response.body().path("errors")) {
            if (error.at("/extensions/classification").asString("").equals("INTERNAL_ERROR")) {
                throw new AssertionError("an internal error: " + response.body());
            }
        }
        return response;
    }

    public String token(String subject, String scope) {
        return tokens.computeIfAbsent(subject + " " + scope, key -> issuer.token(subject, scope));
    }

    public ApiResponse post(@Nullable String token, String body) {
        return send(
                token,
                "/graphql",
                request -> request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public ApiResponse send(@Nullable String token, String path, Consumer<HttpRequest.Builder> details) {
        var request = HttpRequest.newBuilder(
                URI.create("http://localhost:" + environment.getProperty("local.server.port") + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        details.accept(request);
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body = response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
            return new ApiResponse(response.statusCode(), response.headers(), body);
        } catch (IOException e) {
            throw new UncheckedIOException("asking " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("asking " + path, e);
        }
    }
}
