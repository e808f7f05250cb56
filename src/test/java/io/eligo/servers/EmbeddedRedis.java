package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** Redis unpacked from a Maven artifact, without persistence. */
final class EmbeddedRedis {
    private final int port;

    private EmbeddedRedis(int port) {
        this.port = port;
    }

    static EmbeddedRedis fresh() {
        try {
            int port = freePort();
            RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .build()
                    .start();
            return new EmbeddedRedis(port);
        } catch (IOException e) {
            throw new UncheckedIOException("starting embedded Redis", e);
        }
    }

    int port() {
        return port;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
