package io.eligo.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

@EligoTest
@Import(DevTokenEndpoint.class)
class DevTokenEndpointTest {
    @LocalServerPort
    int port;

    @Autowired
    JwtDecoder tokens;

    @Test
    void answersWithABareTokenOfTheUserAndScopes() throws Exception {
        UUID user = UUID.randomUUID();
        HttpResponse<String> answer = get("user=%s&scope=offers:any+ops:read".formatted(user));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        Jwt token = tokens.decode(answer.body());
        assertThat(token.getSubject()).isEqualTo(user.toString());
        assertThat(token.getClaimAsString("scope")).isEqualTo("offers:any ops:read");
    }

    @Test
    void refusesAUserThatIsNoUuid() throws Exception {
        HttpResponse<String> answer = get("user=ann");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("user has to be a UUID", "'ann'");
    }

    @Test
    void theStartPageSignsInToTheConsole() throws Exception {
        HttpResponse<String> start = send("/");
        assertThat(start.body()).contains("href=\"/dev/console\"", "this link signs in");
        assertThat(send("/dev/console").headers().firstValue("Location")).contains("/console");
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        return send("/dev/token?" + query);
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
