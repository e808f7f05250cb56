package io.eligo.console;

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

/** What an action has to say on the page after it: kept by the browser until then, since no node keeps sessions. */
record Notice(boolean trouble, String text) {
    private static final String NAME = "eligo-console-notice";
    private static final int LONGEST = 1_000;
    private static final Duration LIFE = Duration.ofMinutes(1);

    static void done(HttpServletResponse response, String text) {
        set(response, "+" + cut(text), LIFE);
    }

    static void trouble(HttpServletResponse response, String text) {
        set(response, "-" + cut(text), LIFE);
    }

    /** Once. */
    static @Nullable Notice take(HttpServletRequest request, HttpServletResponse response) {
        Cookie cookie = WebUtils.getCookie(request, NAME);
        if (cookie == null || cookie.getValue().isEmpty()) {
            return null;
        }
        set(response, "", Duration.ZERO);
        try {
            String said = new String(Base64.getUrlDecoder().decode(cookie.getValue()), StandardCharsets.UTF_8);
            return said.isEmpty() ? null : new Notice(said.charAt(0) == '-', said.substring(1));
        } catch (IllegalArgumentException e) {
            // Somebody else's cookie.
            return null;
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }

    private static void set(HttpServletResponse response, String said, Duration life) {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(said.getBytes(StandardCharsets.UTF_8));
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(NAME, value)
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
