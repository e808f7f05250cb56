package io.eligo.console;

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

    /** One of the console's own, so that nobody is led elsewhere. */
    static boolean isOurs(String path) {
        return path.equals(HOME) || path.matches(HOME + "[/?][\\w/?&=%.:+-]*");
    }

    private ConsolePaths() {}
}
