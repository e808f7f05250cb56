package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** A request whose body arrives late is rejected with 408 and leaves no stack trace in the log. */
@EligoTest
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = "eligo.limits.http.body-timeout=PT1S")
class LateBodiesTest {
    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    @Test
    void lateRequestWithTokenIsRejectedAndNotLoggedAsAnError(CapturedOutput output) throws Exception {
        String answer = send(
                "POST /graphql",
                "Content-Type: application/json\r\nAuthorization: Bearer " + tokens.token("slow", "") + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("body did not arrive within 1 s");
        assertThat(output.getAll()).doesNotContain("Exception");
    }

    @Test
    void lateFormWithoutTokenIsRejectedAndNotLoggedAsAnError(CapturedOutput output) throws Exception {
        String answer = send(
                "POST /console/sign-in",
                "Content-Type: application/x-www-form-urlencoded\r\nCookie: eligo-console-csrf=a\r\n");

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("body did not arrive within 1 s");
        assertThat(output.getAll()).doesNotContain("Exception");
    }

    /** Reads the whole answer; the server then closes the connection. */
    private String send(String line, String headers) throws IOException {
        String head = line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: 4000\r\n\r\na";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
