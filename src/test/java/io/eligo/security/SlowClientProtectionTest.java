package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Clients that send or read so slowly that each could occupy a thread, three times as many as there are threads. */
@EligoTest
@TestPropertySource(
        properties = {
            "server.tomcat.threads.max=8",
            "server.tomcat.threads.min-spare=2",
            "eligo.limits.http.body-timeout=PT30S"
        })
class SlowClientProtectionTest {
    private static final int CLIENTS = 24;
    private static final int REQUESTS = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String LONG = "Content-Length: 4000\r\n";

    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The start of a request, and the bytes that the client then sends one by one. */
    enum SlowRequest {
        ANONYMOUS_FORM("POST /console/sign-in", FORM + LONG, "a"),
        ANONYMOUS_CHUNKED_FORM("POST /console/sign-in", FORM + CHUNKED, "1\r\na\r\n"),
        FORM_BY_ANOTHER_METHOD("PUT /console/sign-in", FORM + LONG, "a", true),
        ANONYMOUS_MULTIPART("POST /console/sign-in", "Content-Type: multipart/form-data; boundary=x\r\n" + LONG, "a"),
        FORM_WITHOUT_TOKEN("POST /console/outbox/retry", FORM + LONG, "a", true),
        FORM_WITH_TOKEN("POST /console/outbox/retry", FORM + LONG + "TOKEN", "a"),
        CHUNK_THAT_NEVER_BEGINS("POST /console/sign-in", FORM + CHUNKED, "0"),
        REQUEST_WITHOUT_TOKEN("POST /graphql", JSON + LONG, "a", true),
        REQUEST_WITH_TOKEN("POST /graphql", JSON + LONG + "TOKEN", "a"),
        CHUNKED_REQUEST_WITH_TOKEN("POST /graphql", JSON + CHUNKED + "TOKEN", "1\r\na\r\n"),
        BODY_THAT_IS_TOO_LARGE("POST /graphql", JSON + "Content-Length: 1000000\r\nTOKEN", "a", true),
        BODY_OF_A_GET("GET /console/sign-in", LONG, "a", true);

        private final String line;
        private final String headers;
        private final String drop;
        private final boolean refused;

        SlowRequest(String line, String headers, String drop) {
            this(line, headers, drop, false);
        }

        /** @param refused whether the server reads nothing of the body */
        SlowRequest(String line, String headers, String drop, boolean refused) {
            this.line = line;
            this.headers = headers;
            this.drop = drop;
            this.refused = refused;
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowSendersDoNotBlockOtherClients(SlowRequest slowRequest) throws Exception {
        String token = "Authorization: Bearer " + tokens.token("slow", "ops:read ops:write") + "\r\n";
        String head = slowRequest.line + " HTTP/1.1\r\nHost: localhost\r\nCookie: eligo-console-csrf=a\r\n"
                + slowRequest.headers.replace("TOKEN", token) + "\r\n";
        try (var clients = new Clients(port, head, slowRequest.drop)) {
            assertOthersAreServed();
            if (slowRequest.refused) {
                await().atMost(TIMEOUT).until(() -> clients.open() == 0);
            }
        }
    }

    /** The body follows the headers, as clients send them, and is not read. */
    @Test
    void aRejectedClientReadsTheAnswer() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(status(request("/graphql")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"query\": \"{ __typename }\"}"))))
                    .isEqualTo(401);
        }
    }

    @Test
    void endlessHeadersOccupyNoThread() throws Exception {
        try (var clients = new Clients(port, "GET /console/sign-in HTTP/1.1\r\nHost: localhost\r\nX: ", "a")) {
            assertOthersAreServed();
            assertThat(clients.open()).isEqualTo(CLIENTS);
        }
    }

    @Test
    void idleConnectionsOccupyNoThread() throws Exception {
        try (var clients = new Clients(port, "", "")) {
            assertOthersAreServed();
            assertThat(clients.open()).isEqualTo(CLIENTS);
        }
    }

    /** A waiting thread writes each client's answers. */
    @Test
    void clientsThatReadNothingDoNotBlockTheProbes() throws Exception {
        String request = "GET /console/htmx/htmx.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (var clients = new Clients(port, request.repeat(90), "")) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(get("/actuator/health/liveness")).isEqualTo(200);
            }
            assertThat(clients.open()).isEqualTo(CLIENTS);
        }
    }

    private void assertOthersAreServed() throws Exception {
        String token = tokens.token("quick", "");
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(get("/actuator/health/liveness")).isEqualTo(200);
            assertThat(get("/console/sign-in")).isEqualTo(200);
            assertThat(status(request("/graphql")
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"query\": \"{ __typename }\"}"))))
                    .isEqualTo(200);
        }
    }

    private int get(String path) throws Exception {
        return status(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT);
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Connections that all send the same start, and then a few bytes each in turn until they are closed. */
    private static final class Clients implements AutoCloseable {
        private static final Duration PAUSE = Duration.ofMillis(2);

        private final List<Socket> sockets = new ArrayList<>();
        private final byte[] drop;
        private final Thread sender = new Thread(this::send, "slow clients");
        private volatile boolean stopped;

        Clients(int port, String head, String drop) throws IOException {
            this.drop = drop.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < CLIENTS; i++) {
                var socket = new Socket();
                socket.setReceiveBufferSize(4096);
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                sockets.add(socket);
            }
            sender.start();
        }

        int open() {
            return (int) sockets.stream().filter(socket -> !socket.isClosed()).count();
        }

        private void send() {
            while (!stopped) {
                for (Socket socket : sockets) {
                    if (!socket.isClosed()) {
                        send(socket);
                    }
                    pause();
                }
            }
        }

        private void send(Socket socket) {
            try {
                socket.getOutputStream().write(drop);
            } catch (IOException refused) {
                // The server has rejected the request.
                close(socket);
            }
        }

        private static void pause() {
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            sender.join();
            sockets.forEach(Clients::close);
        }
    }
}
