package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java cannot send. */
final class ProcessSignal {
    static final String STOP = "-STOP";
    static final String CONT = "-CONT";

    static void send(String signal, Process process) {
        try {
            Process sent = new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            if (sent.waitFor() != 0) {
                throw new IllegalStateException(
                        "kill %s %d: exit %d".formatted(signal, process.pid(), sent.exitValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kill " + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ProcessSignal() {}
}
