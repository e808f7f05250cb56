package io.eligo.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eligo.servers.DevTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A token issuer on loopback that serves its key set and counts the requests for it. */
final class LoopbackIssuer implements AutoCloseable {
    private final AtomicInteger fetched = new AtomicInteger();
    private final HttpServer http;

    LoopbackIssuer(DevTokens tokens) throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = tokens.keySet().getBytes(StandardCharsets.UTF_8);
        http.createContext("/keys", exchange -> answer(exchange, keys));
        http.start();
    }

    private void answer(HttpExchange exchange, byte[] keys) throws IOException {
        fetched.incrementAndGet();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, keys.length);
        exchange.getResponseBody().write(keys);
        exchange.close();
    }

    String keySetUri() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/keys";
    }

    int fetched() {
        return fetched.get();
    }

    void stop() {
        http.stop(0);
    }

    @Override
    public void close() {
        stop();
    }
}
