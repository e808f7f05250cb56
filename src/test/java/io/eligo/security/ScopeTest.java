package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.TestingAuthenticationToken;

class ScopeTest {
    private static final Set<String> WORDS =
            Stream.of(Scope.values()).map(Scope::word).collect(Collectors.toSet());
    private static final Pattern SCOPE = Pattern.compile("\\b(?:offers|catalog|ops):[a-z]+\\b");

    @Test
    void isGrantedByTheAuthorityOfThatScopeOnly() {
        var caller = new TestingAuthenticationToken("ann", "", Scope.OPS_READ.authority());
        assertThat(Stream.of(Scope.values()).filter(scope -> scope.isGrantedTo(caller)))
                .containsExactly(Scope.OPS_READ);
    }

    @Test
    void codeSpellsScopesHereOnly() throws IOException {
        for (Path source : files("src/main/java")) {
            if (!source.endsWith("security/Scope.java")) {
                assertThat(words(source)).as("%s", source).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main/resources/graphql", "src/main/resources/templates", "docs", "ops/runbooks"})
    void schemaPagesAndDocumentsNameOnlyScopesThatExist(String folder) throws IOException {
        for (Path file : files(folder)) {
            assertThat(WORDS).as("%s", file).containsAll(words(file));
        }
    }

    @Test
    void operationsDocumentNamesEveryScope() throws IOException {
        assertThat(words(Path.of("docs/operations.md"))).containsAll(WORDS);
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().matches(".*\\.(java|graphqls|html|md)"))
                    .toList();
        }
    }

    private static List<String> words(Path file) throws IOException {
        return SCOPE.matcher(Files.readString(file))
                .results()
                .map(match -> match.group())
                .toList();
    }
}
