package io.eligo.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;

/** Flushes a Redis twice a second until it is closed. */
final class RedisFlusher implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 500;

    private final int port;
    private final Thread thread = new Thread(this::run, "redis-flusher");

    RedisFlusher(int port) {
        this.port = port;
        thread.start();
    }

    private void run() {
        try (var redis = new Socket("127.0.0.1", port)) {
            while (!Thread.currentThread().isInterrupted()) {
                redis.getOutputStream().write("FLUSHALL\r\n".getBytes(US_ASCII));
                redis.getInputStream().read(new byte[64]);
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            // close() interrupts the thread.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("flushing Redis", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
