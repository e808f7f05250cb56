package io.eligo.console.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;

/** Paths of the console. */
public final class ConsolePaths {
    public static final String START = "/";
    public static final String HOME = "/console";
    static final String ALL = HOME + "/**";
    public static final String SIGN_IN = HOME + "/sign-in";
    public static final String REJECTED = HOME + "/rejected";

    /** Paths that need no token; a token sent with the request is ignored. */
    public static final String[] PUBLIC = {
        SIGN_IN,
        HOME + "/sign-out",
        HOME + "/console.css",
        HOME + "/console.js",
        HOME + "/htmx/htmx.min.js",
        HOME + "/icon.svg"
    };

    /** Path of a request without the context path of the application. */
    public static String pathWithinApplication(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    static boolean isPublic(HttpServletRequest request) {
        return Arrays.asList(PUBLIC).contains(pathWithinApplication(request));
    }

    /** Whether a path with its query belongs to the console. Redirects accept no other target, so that a link cannot lead to another site. */
    public static boolean isConsolePath(String path) {
        return path.equals(HOME) || path.matches(HOME + "[/?][\\w/?&=%.:+-]*");
    }

    private ConsolePaths() {}
}
