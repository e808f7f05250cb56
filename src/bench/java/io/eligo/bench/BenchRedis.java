package io.eligo.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.embedded.RedisServer;

/** A Redis for one benchmark, deleted with it. */
public record BenchRedis(RedisServer server, int port) implements AutoCloseable {
    public static BenchRedis start() throws IOException {
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

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The CPU time that the server has used so far. */
    double cpuSeconds() throws IOException {
        Map<String, String> cpu = info("cpu");
        return Stream.of("used_cpu_sys", "used_cpu_user")
                .mapToDouble(name -> Double.parseDouble(cpu.getOrDefault(name, "")))
                .sum();
    }

    /** The lines of a section of {@code INFO}. */
    public Map<String, String> info(String section) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("INFO %s\r\nQUIT\r\n".formatted(section).getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII)
                    .lines()
                    .map(line -> line.split(":", 2))
                    .filter(words -> words.length == 2)
                    .collect(Collectors.toMap(words -> words[0], words -> words[1]));
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
