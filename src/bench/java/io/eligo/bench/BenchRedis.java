package io.eligo.bench;

import java.io.IOException;
import java.net.ServerSocket;
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

    /** Until it is closed, no entry stays: a returning user's entry is gone. */
    RedisFlusher flushContinuously() {
        return new RedisFlusher(port);
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
