package io.eligo.console.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;

/** Where the console's pages are, and what a token needs for them. */
public final class ConsolePaths {
    public static final String HOME = "/console";
    static final String ALL = HOME + "/**";
    public static final String SIGN_IN = HOME + "/sign-in";
    public static final String REFUSED = HOME + "/refused";

    /** For everybody, whatever token comes with it. */
    public static final String[] PUBLIC = {
        SIGN_IN,
        HOME + "/sign-out",
        HOME + "/console.css",
        HOME + "/console.js",
        HOME + "/htmx/htmx.min.js",
        HOME + "/icon.svg"
    };

    static final String READ_SCOPE = "ops:read";
    public static final String WRITE_SCOPE = "ops:write";

    /** Where in this application a request leads, whatever prefix it is served under. */
    public static String pathWithinApplication(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    static boolean isPublic(HttpServletRequest request) {
        return Arrays.asList(PUBLIC).contains(pathWithinApplication(request));
    }

    /** One of the console's own, so that nobody is led elsewhere. */
    public static boolean isConsolePath(String path) {
        return path.equals(HOME) || path.matches(HOME + "[/?][\\w/?&=%.:+-]*");
    }

    private ConsolePaths() {}
}
