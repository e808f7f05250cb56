package io.eligo.bench;

import java.net.http.HttpRequest;
import java.util.List;

/** Inputs that were each once answered with 500; {@code ConsoleMalformedInputTest} and {@code HostileArgumentsTest} have more of them. */
final class OddRequests {
    private static final String NUL = "a\\u0000b";
    private static final String REASON = "ids=1&reason=because";

    static List<HttpRequest> of(FloodRequests requests, String token) {
        return List.of(
                requests.post(token, "/graphql", "{\"query\": \"{ __typename }\"}")
                        .header("Content-Type", "*/*")
                        .build(),
                requests.post(token, "/console/outbox/retry", REASON)
                        .header("Content-Type", "*/*")
                        .build(),
                requests.get(token, "/console/outbox?before=x")
                        .header("Referer", "http://[")
                        .build(),
                requests.post(token, "/console/outbox/retry", "ids=")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Referer", "http://h/%")
                        .build(),
                requests.document(
                        token, "{ jobExecutions(filter: {job: \"%s\"}) { edges { cursor } } }".formatted(NUL)),
                requests.document(
                        token,
                        "mutation { discardParked(ids: [\"1\"], reason: \"%s\") { __typename } }".formatted(NUL)),
                requests.document(
                        token,
                        "mutation { launchJob(job: \"import\", reason: \"because\", arguments: [{name: \"dir\", value: \"%s\"}]) { __typename } }"
                                .formatted(NUL)),
                requests.document(
                        token,
                        "{ jobExecutions(filter: {from: \"-999999999-01-01T00:00:00Z\", until: \"+999999999-12-31T23:59:59Z\"}) { edges { cursor } } }"),
                requests.form(token, "/console/outbox/discard", "ids=1&reason=a%00b"),
                requests.form(token, "/console/jobs/import/run", "reason=because&arg.dir=a%00b"),
                requests.get(token, "/console/audit?by=a%00b").build(),
                requests.get(token, "/console/executions?job=a%00b").build(),
                requests.get(token, "/console/executions?from=-999999999-01-01T00:00")
                        .build(),
                requests.get(token, "/console/executions?until=%2B999999999-12-31T23:59")
                        .build());
    }

    private OddRequests() {}
}
