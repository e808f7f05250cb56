package io.eligo.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A TCP proxy on loopback for one port, which tests can slow down or make refuse connections. */
public final class TcpProxy implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ServerSocketFactory serverSocketFactory;
    private final int port;
    private final int target;
    private final Set<Socket> openSockets = ConcurrentHashMap.newKeySet();
    private volatile long delayMillis;
    private volatile @Nullable ServerSocket serverSocket;

    private TcpProxy(ServerSocketFactory serverSocketFactory, int target) throws IOException {
        this.serverSocketFactory = serverSocketFactory;
        this.target = target;
        ServerSocket first = serverSocketFactory.createServerSocket(0, 50, LOOPBACK);
        this.port = first.getLocalPort();
        listen(first);
    }

    public static TcpProxy to(int target) {
        return to(target, ServerSocketFactory.getDefault());
    }

    /** @param serverSocketFactory opens the proxy's port: plain or TLS */
    public static TcpProxy to(int target, ServerSocketFactory serverSocketFactory) {
        try {
            return new TcpProxy(serverSocketFactory, target);
        } catch (IOException e) {
            throw new UncheckedIOException("opening a port", e);
        }
    }

    public int port() {
        return port;
    }

    /** Delays each transfer by this time, in both directions. */
    public void setDelay(long millis) {
        delayMillis = millis;
    }

    /** Closes all connections and the port. */
    public void rejectConnections() {
        close();
    }

    public void acceptConnections() {
        try {
            listen(serverSocketFactory.createServerSocket(port, 50, LOOPBACK));
        } catch (IOException e) {
            throw new UncheckedIOException("opening port " + port, e);
        }
    }

    @Override
    public void close() {
        close(serverSocket);
        openSockets.forEach(TcpProxy::close);
        openSockets.clear();
    }

    private void listen(ServerSocket at) {
        serverSocket = at;
        inBackground(() -> {
            while (!at.isClosed()) {
                forward(at.accept());
            }
        });
    }

    private void forward(Socket from) throws IOException {
        openSockets.add(from);
        try {
            var to = new Socket(LOOPBACK, target);
            openSockets.add(to);
            inBackground(() -> copy(from, to));
            inBackground(() -> copy(to, from));
        } catch (IOException e) {
            close(from);
        }
    }

    private void copy(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[65_536];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (delayMillis > 0) {
                    Thread.sleep(delayMillis);
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface IoTask {
        void run() throws IOException;
    }

    private static void inBackground(IoTask ioTask) {
        var thread = new Thread(() -> {
            try {
                ioTask.run();
            } catch (IOException e) {
                // One end has closed its socket.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(@Nullable AutoCloseable end) {
        try {
            if (end != null) {
                end.close();
            }
        } catch (Exception e) {
            // The socket was closed already.
        }
    }
}
