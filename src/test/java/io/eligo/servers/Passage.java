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

/** A port that leads to another one, at first as if it were that: it can become slow, or refuse. */
public final class Passage implements AutoCloseable {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final ServerSocketFactory doors;
    private final int port;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long delayMillis;
    private volatile @Nullable ServerSocket door;

    private Passage(ServerSocketFactory doors, int target) throws IOException {
        this.doors = doors;
        this.target = target;
        ServerSocket first = doors.createServerSocket(0, 50, HERE);
        this.port = first.getLocalPort();
        listen(first);
    }

    public static Passage to(int target) {
        return to(target, ServerSocketFactory.getDefault());
    }

    /** @param doors what it is entered by: through TLS, perhaps */
    public static Passage to(int target, ServerSocketFactory doors) {
        try {
            return new Passage(doors, target);
        } catch (IOException e) {
            throw new UncheckedIOException("opening a port", e);
        }
    }

    public int port() {
        return port;
    }

    /** Whatever goes through takes so much longer, each way. */
    public void slow(long millis) {
        delayMillis = millis;
    }

    /** Ends what goes through, and lets nobody in. */
    public void refuse() {
        close();
    }

    public void admit() {
        try {
            listen(doors.createServerSocket(port, 50, HERE));
        } catch (IOException e) {
            throw new UncheckedIOException("opening port " + port, e);
        }
    }

    @Override
    public void close() {
        close(door);
        open.forEach(Passage::close);
        open.clear();
    }

    private void listen(ServerSocket at) {
        door = at;
        inBackground(() -> {
            while (!at.isClosed()) {
                pass(at.accept());
            }
        });
    }

    private void pass(Socket from) throws IOException {
        open.add(from);
        try {
            var to = new Socket(HERE, target);
            open.add(to);
            inBackground(() -> pump(from, to));
            inBackground(() -> pump(to, from));
        } catch (IOException e) {
            close(from);
        }
    }

    private void pump(Socket from, Socket to) throws IOException {
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

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One of the two ends has gone.
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
            // It was gone already.
        }
    }
}
