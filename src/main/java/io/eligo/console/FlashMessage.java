package io.eligo.console;

import io.eligo.console.access.ConsolePaths;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.WebUtils;

/** Message of an action, shown once on the next page. It is stored in a cookie, because the nodes have no sessions. */
public record FlashMessage(boolean error, String text) {
    private static final String COOKIE_NAME = "eligo-console-notice";
    private static final int MAX_LENGTH = 1_000;
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    public static void success(HttpServletResponse response, String text) {
        writeCookie(response, "+" + truncate(text), MAX_AGE);
    }

    static void error(HttpServletResponse response, String text) {
        writeCookie(response, "-" + truncate(text), MAX_AGE);
    }

    /** Reads the message and deletes the cookie; null if there is none. */
    static @Nullable FlashMessage consume(HttpServletRequest request, HttpServletResponse response) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE_NAME);
        if (cookie == null || cookie.getValue().isEmpty()) {
            return null;
        }
        writeCookie(response, "", Duration.ZERO);
        try {
            String message = new String(Base64.getUrlDecoder().decode(cookie.getValue()), StandardCharsets.UTF_8);
            return message.isEmpty() ? null : new FlashMessage(message.charAt(0) == '-', message.substring(1));
        } catch (IllegalArgumentException e) {
            // The cookie was not written by this class; it is ignored.
            return null;
        }
    }

    private static String truncate(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + " …";
    }

    private static void writeCookie(HttpServletResponse response, String message, Duration life) {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(message.getBytes(StandardCharsets.UTF_8));
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE_NAME, value)
                        .path(ServletUriComponentsBuilder.fromCurrentContextPath()
                                        .build()
                                        .getPath()
                                + ConsolePaths.HOME)
                        .httpOnly(true)
                        .sameSite("Strict")
                        .maxAge(life)
                        .build()
                        .toString());
    }
}
