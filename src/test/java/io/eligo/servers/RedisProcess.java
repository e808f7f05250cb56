package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;
import redis.embedded.core.ExecutableProvider;

/** A Redis server of one test, which the test can kill, pause, and restart on its port. No persistence. */
public final class RedisProcess implements AutoCloseable {
    private static final int MAX_STARTS = 20;

    private int port;
    private final String[] settings;
    private final Path folder;
    private Process process;

    private RedisProcess(String configuration, String... settings) {
        this.settings = settings.clone();
        try {
            this.folder = Files.createTempDirectory("redis");
            Files.writeString(folder.resolve("conf"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.process = startOnFreePort();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** @param settings command-line words: {@code --maxmemory 2mb} are two */
    public static RedisProcess start(String... settings) {
        return new RedisProcess("", settings);
    }

    /** A Sentinel that watches the server, and promotes a replica when the server has not answered for half a second. */
    public static RedisProcess sentinelOf(RedisProcess watched) {
        return new RedisProcess("""
                sentinel monitor watched 127.0.0.1 %d 1
                sentinel down-after-milliseconds watched 500
                """.formatted(watched.port), "--sentinel");
    }

    public int port() {
        return port;
    }

    /** {@code kill -9}; returns when the process has ended. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts an empty server on the same port. */
    public void restart() {
        kill();
        process = retryUntilAnswering(() -> {});
    }

    public void pause() {
        ProcessSignal.send(ProcessSignal.STOP, process);
    }

    public void resume() {
        ProcessSignal.send(ProcessSignal.CONT, process);
    }

    /** Ends the process, also where it is paused, and deletes its folder. */
    @Override
    public void close() {
        kill();
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    private Process startOnFreePort() {
        return retryUntilAnswering(() -> port = freePort());
    }

    /** Another process may take the port, or the second port of a cluster node, before the server does, which then ends. */
    private Process retryUntilAnswering(Runnable beforeEach) {
        for (int attempt = 1; attempt <= MAX_STARTS; attempt++) {
            beforeEach.run();
            Process started = startProcess();
            Awaitility.await().until(() -> !started.isAlive() || isAnswering());
            if (started.isAlive()) {
                return started;
            }
        }
        throw new IllegalStateException("Redis ended %d times, see the log in %s".formatted(MAX_STARTS, folder));
    }

    private Process startProcess() {
        try {
            var words = new ArrayList<>(List.of(
                    ExecutableProvider.newJarResourceProvider().get().getAbsolutePath(),
                    folder.resolve("conf").toString(),
                    "--port",
                    String.valueOf(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--dir",
                    folder.toString()));
            words.addAll(List.of(settings));
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("starting Redis", e);
        }
    }

    // A server that is about to end may listen already, but does not answer.
    private boolean isAnswering() {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    // A cluster node has a second port, ten thousand higher.
    private static int freePort() {
        while (true) {
            try (var socket = new ServerSocket(0)) {
                if (socket.getLocalPort() < 55_000) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
