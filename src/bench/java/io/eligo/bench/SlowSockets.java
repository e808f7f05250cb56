package io.eligo.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Holds several connections and sends one byte of the body on each in turn; opens a connection again when the server closes it. */
final class SlowSockets implements FloodClient {
    private static final int CONNECTIONS = 5;
    private static final int TIMEOUT = 20_000;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int STATUS_LINE = "HTTP/1.1 200".length();

    private final int port;
    private final byte[] head;
    private final @Nullable Socket[] sockets = new Socket[CONNECTIONS];

    /** @param head the request line and the headers, with the empty line at their end */
    SlowSockets(int port, String head) {
        this.port = port;
        this.head = head.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void step(FloodCounts counts) throws InterruptedException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try {
                sockets[i] = sendByte(sockets[i], counts);
            } catch (IOException e) {
                counts.cutOff();
                close(sockets[i]);
                sockets[i] = null;
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private @Nullable Socket sendByte(@Nullable Socket socket, FloodCounts counts) throws IOException {
        if (socket == null) {
            return open(counts);
        }
        if (socket.getInputStream().available() > 0) {
            counts.answered(status(socket.getInputStream()), "answer to a slow request");
            close(socket);
            return open(counts);
        }
        socket.getOutputStream().write('a');
        return socket;
    }

    private Socket open(FloodCounts counts) throws IOException {
        counts.sent();
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            // Without TIME_WAIT: the flood opens more connections than there are local ports.
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(TIMEOUT);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
            socket.getOutputStream().write(head);
            return socket;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private static int status(InputStream answer) throws IOException {
        String line = new String(answer.readNBytes(STATUS_LINE), StandardCharsets.ISO_8859_1);
        if (line.length() < STATUS_LINE) {
            throw new IOException("the status line is cut off: " + line);
        }
        return Integer.parseInt(line.substring(STATUS_LINE - 3));
    }

    private static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            close(socket);
        }
    }
}
