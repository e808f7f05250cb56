package io.eligo.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Stack traces in text as they are stored: bounded, the root cause first, without passwords and tokens. */
final class StackTraces {
    private static final int MAX_CAUSES = 10;
    private static final int MAX_FRAMES = 40;
    private static final int MAX_LENGTH = 16_000;

    // Messages of drivers and clients may repeat a URL or a header that they were given.
    private static final Pattern NAMED_SECRET = Pattern.compile(
            "(?i)\\b(password|passwd|pwd|secret|token|api[-_]?key|authorization)(\\s{0,3}[=:]\\s{0,3})(Bearer |Basic )?[^\\s&;,)\"']+");
    private static final Pattern URL_CREDENTIALS = Pattern.compile("://[^\\s/@]{1,200}@");
    private static final String MASK = "***";

    /** The trace of {@code failure}, beginning with its root cause, each wrapping exception after it. */
    static String of(Throwable failure) {
        var text = new StringBuilder();
        for (Throwable cause : causesRootFirst(failure)) {
            text.append(text.isEmpty() ? "" : "Wrapped by: ").append(cause).append('\n');
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                text.append("    at ").append(frames[i]).append('\n');
            }
            if (frames.length > MAX_FRAMES) {
                text.append("    ... ").append(frames.length - MAX_FRAMES).append(" more\n");
            }
        }
        return maskSecrets(text.substring(0, Math.min(text.length(), MAX_LENGTH)));
    }

    static String maskSecrets(String text) {
        String masked = NAMED_SECRET.matcher(text).replaceAll("$1$2" + MASK);
        return URL_CREDENTIALS.matcher(masked).replaceAll("://" + MASK + "@");
    }

    private static List<Throwable> causesRootFirst(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        Collections.reverse(causes);
        return causes.subList(0, Math.min(causes.size(), MAX_CAUSES));
    }

    private StackTraces() {}
}
