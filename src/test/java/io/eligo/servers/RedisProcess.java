package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** A Redis server of one test, which the test can kill, pause, and restart on its port. No persistence. */
public final class RedisProcess implements AutoCloseable {
    private final int port;
    private final String[] settings;
    private final Path folder;
    private Process process;

    private RedisProcess(int port, String configuration, String... settings) {
        this.port = port;
        this.settings = settings.clone();
        try {
            this.folder = Files.createTempDirectory("redis");
            Files.writeString(folder.resolve("conf"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.process = startProcess();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** @param settings command-line words: {@code --maxmemory 2mb} are two */
    public static RedisProcess start(String... settings) {
        return new RedisProcess(freePort(), "", settings);
    }

    /** A Sentinel that watches the server, and promotes a replica when the server has not answered for half a second. */
    public static RedisProcess sentinelOf(RedisProcess watched) {
        return new RedisProcess(freePort(), """
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
        process = startProcess();
    }

    public void pause() {
        ProcessSignal.send(ProcessSignal.STOP, process);
    }

    public void resume() {
        ProcessSignal.send(ProcessSignal.CONT, process);
    }

    /** Also where the process is paused. */
    @Override
    public void close() {
        kill();
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
            Process started = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Awaitility.await().until(this::isListening);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("starting Redis", e);
        }
    }

    private boolean isListening() {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
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
