package io.eligo.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;

/** Where the console's pages are, and what a token needs for them. */
final class ConsolePaths {
    static final String HOME = "/console";
    static final String EVERYTHING = HOME + "/**";
    static final String SIGN_IN = HOME + "/sign-in";
    static final String REFUSED = HOME + "/refused";

    /** For everybody, whatever token comes with it. */
    static final String[] OPEN = {
        SIGN_IN,
        HOME + "/sign-out",
        HOME + "/console.css",
        HOME + "/console.js",
        HOME + "/htmx/htmx.min.js",
        HOME + "/icon.svg"
    };

    static final String READ = "ops:read";
    static final String WRITE = "ops:write";

    /** Where in this application a request leads, whatever prefix it is served under. */
    static String of(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    static boolean isOpen(HttpServletRequest request) {
        return Arrays.asList(OPEN).contains(of(request));
    }

    /** One of the console's own, so that nobody is led elsewhere. */
    static boolean isOurs(String path) {
        return path.equals(HOME) || path.matches(HOME + "[/?][\\w/?&=%.:+-]*");
    }

    private ConsolePaths() {}
}
