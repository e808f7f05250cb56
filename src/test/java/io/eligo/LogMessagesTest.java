package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/logs.md} lists each message that the application logs at INFO and above, with its level and logger. An {@code
 * OutageLog} has two: the beginning at WARN, and the end at INFO.
 */
class LogMessagesTest {
    private static final Path SOURCES = Path.of("src/main/java/io/eligo");

    private static final Pattern LOG_CALL =
            Pattern.compile("\\b(?i:logger|log)\\s*\\.(?:info|warn|error)\\(|\\bnew OutageLog\\(");
    private static final Pattern LOG_MESSAGE =
            Pattern.compile("\\blog\\s*\\.(info|warn|error)\\(\\s*\"((?:\\\\.|[^\"\\\\])*)\"\\s*[,)]");
    private static final Pattern OUTAGE =
            Pattern.compile("\\bnew OutageLog\\(\\s*log,\\s*\"([^\"\\\\]*)\",\\s*\"([^\"\\\\]*)\"\\s*[,)]");
    private static final Pattern LOGGER_NAME =
            Pattern.compile("getLogger\\((?:\"io\\.eligo\\.(\\w+)\"|(\\w+)\\.class)\\)");

    private record LogMessage(String level, String logger, String text) {
        private static LogMessage of(List<String> row) {
            return new LogMessage(row.get(0), withoutBackquotes(row.get(1)), withoutBackquotes(row.get(2)));
        }

        private static String withoutBackquotes(String cell) {
            return cell.substring(1, cell.length() - 1);
        }
    }

    @Test
    void areAllDocumented() throws IOException {
        assertThat(documented().map(LogMessage::of).toList())
                .containsExactlyInAnyOrderElementsOf(
                        sources().flatMap(LogMessagesTest::messages).toList());
        assertThat(documented()).allSatisfy(row -> assertThat(row.get(3)).matches("[A-Z].*\\."));
    }

    /** So that each can be searched for, and found in the table. */
    @Test
    void areLiterals() {
        assertThat(sources())
                .allSatisfy(source -> assertThat(count(LOG_MESSAGE, source) + count(OUTAGE, source))
                        .isEqualTo(count(LOG_CALL, source)));
    }

    private static Stream<List<String>> documented() throws IOException {
        return MarkdownTables.read(Path.of("docs/logs.md")).get(0).stream().skip(1);
    }

    private static Stream<LogMessage> messages(Path source) {
        String code = read(source);
        String logger = LOGGER_NAME
                .matcher(code)
                .results()
                .map(name -> name.group(1) == null ? packageOf(source) + "." + name.group(2) : name.group(1))
                .findFirst()
                .orElse("");
        Stream<LogMessage> calls = LOG_MESSAGE
                .matcher(code)
                .results()
                .map(call -> new LogMessage(call.group(1).toUpperCase(Locale.ROOT), logger, call.group(2)));
        Stream<LogMessage> outages = OUTAGE.matcher(code)
                .results()
                .flatMap(outage -> Stream.of(
                        new LogMessage("WARN", logger, outage.group(1)),
                        new LogMessage("INFO", logger, outage.group(2))));
        return Stream.concat(calls, outages);
    }

    private static String packageOf(Path source) {
        return String.valueOf(SOURCES.relativize(source).getParent()).replace('/', '.');
    }

    private static long count(Pattern pattern, Path source) {
        return pattern.matcher(read(source)).results().count();
    }

    private static Stream<Path> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    // Its messages are arguments of its constructor.
                    .filter(file -> !file.endsWith("OutageLog.java"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(source.toString(), e);
        }
    }
}
