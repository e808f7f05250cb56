package io.eligo.tracing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Accepts spans by OTLP over HTTP, as a collector does, and counts their bytes. Can be told to refuse them. */
public final class OtlpReceiver implements AutoCloseable {
    private static final String PATH = "/v1/traces";

    private final AtomicLong bytes = new AtomicLong();
    private final HttpServer server;
    private volatile int status = 200;

    public OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, exchange -> {
            try (exchange) {
                bytes.addAndGet(exchange.getRequestBody().readAllBytes().length);
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    long bytes() {
        return bytes.get();
    }

    /** The status of all answers from now on. */
    void answerWith(int status) {
        this.status = status;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
