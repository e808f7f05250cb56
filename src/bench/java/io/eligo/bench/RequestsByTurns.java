package io.eligo.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.function.Supplier;

/** Sends one request after another and awaits each answer. */
final class RequestsByTurns implements FloodClient {
    private final FloodRequests requests;
    private final List<Supplier<HttpRequest>> turns;
    private int next;

    RequestsByTurns(FloodRequests requests, List<Supplier<HttpRequest>> turns) {
        this.requests = requests;
        this.turns = turns;
    }

    @Override
    public void step(FloodCounts counts) throws InterruptedException {
        HttpRequest request = turns.get(next++ % turns.size()).get();
        counts.sent();
        try {
            counts.answered(requests.send(request));
        } catch (IOException e) {
            // The server may close a connection before it has read the request completely.
            counts.cutOff();
        }
    }
}
