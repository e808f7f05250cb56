package io.eligo.servers;

import io.eligo.console.SignInHint;
import java.util.UUID;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * {@code GET /dev/token?user=UUID&scope=...} answers with a token of any user, without authentication; {@code GET /dev/console} signs
 * in to the console. Test code only.
 */
@TestConfiguration(proxyBeanMethods = false)
public class DevTokenEndpoint {
    @Bean
    RouterFunction<ServerResponse> devToken(DevTokens tokens) {
        return RouterFunctions.route()
                .GET("/dev/token", request -> token(request, tokens))
                .GET("/dev/console", request -> console(request, tokens))
                .build();
    }

    @Bean
    SignInHint signInHint() {
        return new SignInHint(
                "This is a demo server: it issues tokens without authentication.",
                "/dev/console",
                "Sign in as operator, with every scope");
    }

    /** The cookie that the sign-in page sets. */
    private static ServerResponse console(ServerRequest request, DevTokens tokens) {
        String console = request.servletRequest().getContextPath() + "/console";
        ResponseCookie cookie = ResponseCookie.from(
                        "eligo-console", tokens.token("operator", "ops:read ops:write offers:any"))
                .path(console)
                .httpOnly(true)
                .sameSite("Strict")
                .build();
        return ServerResponse.status(303)
                .header("Location", console)
                .header("Set-Cookie", cookie.toString())
                .build();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain devSecurityFilterChain(HttpSecurity http) throws Exception {
        return http.securityMatcher("/dev/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    private static ServerResponse token(ServerRequest request, DevTokens tokens) {
        String user = request.param("user").orElse("");
        if (!isUuid(user)) {
            return text(
                    400, "user has to be a UUID, as in /dev/token?user=%s; it is '%s'".formatted(new UUID(0, 1), user));
        }
        return text(200, tokens.token(user, request.param("scope").orElse("")));
    }

    private static ServerResponse text(int status, String body) {
        return ServerResponse.status(status).contentType(MediaType.TEXT_PLAIN).body(body);
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
