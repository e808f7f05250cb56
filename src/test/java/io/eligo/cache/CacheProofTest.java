package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The statements of the proof in package-info.java, and the lines that cite them. */
class CacheProofTest {
    private static final Path SOURCES = Path.of("src/main/java/io/eligo/cache");
    private static final Pattern STATEMENT = Pattern.compile("<b>([RWN]\\d)</b>");
    private static final Pattern CITATION = Pattern.compile("[Pp]roof ((?:[RWN]\\d(?:, )?)+)");

    @Test
    void everyStatementIsCitedAndEveryCitationHasItsStatement() throws IOException {
        Set<String> stated = new TreeSet<>(findAll(STATEMENT, SOURCES.resolve("package-info.java")));
        Set<String> cited = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file :
                    files.filter(file -> !file.endsWith("package-info.java")).toList()) {
                findAll(CITATION, file).forEach(list -> cited.addAll(Set.of(list.split(", "))));
            }
        }
        assertThat(stated).hasSizeGreaterThan(10);
        assertThat(cited).isEqualTo(stated);
    }

    private static Set<String> findAll(Pattern pattern, Path file) throws IOException {
        Set<String> found = new TreeSet<>();
        pattern.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .forEach(found::add);
        return found;
    }
}
