package io.eligo.bench.upgrade;

import io.eligo.servers.DevTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends GraphQL requests, each once, and counts every one that is not answered as an error. */
final class TrialClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = new JsonMapper();
    private final Map<String, String> signed = new ConcurrentHashMap<>();
    private final LoadBalancer balancer;
    private final DevTokens tokens;
    private final TrialResult result;

    TrialClient(LoadBalancer balancer, DevTokens tokens, TrialResult result) {
        this.balancer = balancer;
        this.tokens = tokens;
        this.result = result;
    }

    String token(UUID user, String scope) {
        // A signature costs more than a request.
        return signed.computeIfAbsent(user + " " + scope, key -> tokens.token(user.toString(), scope));
    }

    /** Asks any node. Empty if there is no answer, or one with errors, which is counted. */
    Optional<JsonNode> ask(String token, String document, @Nullable String freshness) throws Exception {
        return balancer.withAnyNode(node -> ask(node, token, document, freshness));
    }

    Optional<JsonNode> ask(TrialNode node, String token, String document, @Nullable String freshness)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(node.server().url() + "/graphql"))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(Map.of("query", document))));
        if (freshness != null) {
            request.header("Eligo-Freshness", freshness);
        }
        result.count("requests");
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body = response.statusCode() == 200 ? json.readTree(response.body()) : null;
            if (body == null || body.has("errors")) {
                result.fault(
                        TrialResult.ERRORS,
                        "%s answered %d: %s".formatted(node.name(), response.statusCode(), response.body()));
                return Optional.empty();
            }
            return Optional.of(body);
        } catch (IOException e) {
            result.fault(TrialResult.ERRORS, "%s did not answer: %s".formatted(node.name(), e));
            return Optional.empty();
        }
    }
}
