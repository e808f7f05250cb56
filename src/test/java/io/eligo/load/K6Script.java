package io.eligo.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The query, the stages and the target of the k6 script {@code ops/load/offers.js}, from which Gatling's load test has them too.
 *
 * @param p95Millis the 95th percentile of the response times is below it
 */
public record K6Script(String query, List<Stage> stages, int p95Millis) {
    static final Path FILE = Path.of("ops/load/offers.js");

    private static final Pattern QUERY = Pattern.compile("const query = `([^`]+)`");
    private static final Pattern STAGE = Pattern.compile("\\{ duration: '(\\d+)([ms])', target: (\\d+) }");
    private static final Pattern P95 = Pattern.compile("http_req_duration: \\['p\\(95\\)<(\\d+)'\\]");

    /** The number of users changes evenly, and is {@code users} at the end of {@code duration}. */
    public record Stage(Duration duration, int users) {}

    public static K6Script read() {
        try {
            String script = Files.readString(FILE);
            return new K6Script(
                    only(QUERY, script).group(1),
                    STAGE.matcher(script).results().map(K6Script::stage).toList(),
                    Integer.parseInt(only(P95, script).group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the k6 script", e);
        }
    }

    private static Stage stage(MatchResult match) {
        long number = Long.parseLong(match.group(1));
        Duration duration = match.group(2).equals("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
        return new Stage(duration, Integer.parseInt(match.group(3)));
    }

    private static MatchResult only(Pattern pattern, String script) {
        List<MatchResult> matches = pattern.matcher(script).results().toList();
        if (matches.size() != 1) {
            throw new IllegalStateException(
                    "%s: '%s' matches %d times, not once".formatted(FILE, pattern, matches.size()));
        }
        return matches.get(0);
    }
}
