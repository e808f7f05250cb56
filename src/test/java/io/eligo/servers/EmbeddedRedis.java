package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** Redis unpacked from a Maven artifact, without persistence. It ends with this JVM, unless the JVM is killed. */
final class EmbeddedRedis {
    private final RedisServer server;
    private final int port;

    private EmbeddedRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    static EmbeddedRedis startEmpty() {
        return start(null);
    }

    /** A server that writes its process id into a file. A server that a killed JVM left running is ended first. */
    static EmbeddedRedis startWithPidFile(Path pidFile) {
        OrphanedServer.terminate(pidFile, "redis-server");
        return start(pidFile);
    }

    int port() {
        return port;
    }

    void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("stopping embedded Redis", e);
        }
    }

    private static EmbeddedRedis start(@Nullable Path pidFile) {
        try {
            int port = freePort();
            RedisServerBuilder builder = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no");
            if (pidFile != null) {
                builder.setting("pidfile \"%s\"".formatted(pidFile));
            }
            RedisServer server = builder.build();
            server.start();
            return new EmbeddedRedis(server, port);
        } catch (IOException e) {
            throw new UncheckedIOException("starting embedded Redis", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
