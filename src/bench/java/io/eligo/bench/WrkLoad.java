package io.eligo.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Load by {@code wrk}: {@code connections} connections, each of which sends its next request when the answer has arrived. */
final class WrkLoad {
    private static final JsonMapper JSON = new JsonMapper();

    private final BenchServer server;
    private final Path callers;

    /** @param callers a file of lines {@code token user}; requests use the lines in turn */
    WrkLoad(BenchServer server, Path callers) {
        this.server = server;
        this.callers = callers;
    }

    /** @param encoding the value of Accept-Encoding; {@code $USER} in path and body is the caller, or the next line of the file {@code users} */
    record LoadRequest(
            String method,
            String path,
            String body,
            String encoding,
            @Nullable Path users) {}

    /** Times in milliseconds; {@code cpu} is the server's for a request; {@code failed} is a share of the requests. */
    record LoadResult(
            long requests,
            double perSecond,
            double p50,
            double p99,
            double max,
            double cpu,
            double bytes,
            double failed) {}

    LoadResult run(LoadRequest loadRequest, int connections, int seconds) throws IOException, InterruptedException {
        long before = server.cpu().toNanos();
        JsonNode seen = result(loadRequest, connections, seconds);
        long cpu = server.cpu().toNanos() - before;
        long requests = seen.path("requests").asLong();
        if (requests == 0) {
            throw new IllegalStateException("%s %s: %s".formatted(loadRequest.method(), loadRequest.path(), seen));
        }
        return new LoadResult(
                requests,
                requests * 1e6 / seen.path("micros").asLong(),
                seen.path("p50").asLong() / 1e3,
                seen.path("p99").asLong() / 1e3,
                seen.path("max").asLong() / 1e3,
                cpu / 1e6 / requests,
                seen.path("bytes").asDouble() / requests,
                seen.path("failed").asDouble() / requests);
    }

    private JsonNode result(LoadRequest loadRequest, int connections, int seconds)
            throws IOException, InterruptedException {
        Process wrk = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        "wrk",
                                        "--threads=1",
                                        "--timeout=30s",
                                        "--connections=" + connections,
                                        "--duration=" + seconds + "s",
                                        "--script=ops/bench/reads.lua",
                                        server.url(),
                                        "--",
                                        loadRequest.method(),
                                        loadRequest.path(),
                                        callers.toString(),
                                        loadRequest.body(),
                                        loadRequest.encoding()),
                                loadRequest.users() == null
                                        ? Stream.<String>empty()
                                        : Stream.of(loadRequest.users().toString()))
                        .toList())
                .redirectErrorStream(true)
                .start();
        List<String> lines = wrk.inputReader().lines().toList();
        if (wrk.waitFor() != 0) {
            throw new IllegalStateException("wrk: " + String.join("\n", lines));
        }
        return JSON.readTree(lines.get(lines.size() - 1));
    }
}
