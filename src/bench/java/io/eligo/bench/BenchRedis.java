package io.eligo.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import redis.embedded.RedisServer;

/** A Redis for one benchmark, deleted with it. */
record BenchRedis(RedisServer server, int port) implements AutoCloseable {
    static BenchRedis start() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
        return new BenchRedis(server, port);
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The CPU time that the server has used so far. */
    double cpuSeconds() throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("INFO cpu\r\nQUIT\r\n".getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII)
                    .lines()
                    .filter(line -> line.matches("used_cpu_(sys|user):.*"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                    .sum();
        }
    }

    /** Until it is closed, no entry stays: a returning user's entry is gone. */
    RedisFlusher flushContinuously() {
        return new RedisFlusher(port);
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
