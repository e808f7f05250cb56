package io.eligo.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.SpelledEnum;
import io.eligo.rules.vocabulary.UnknownSpelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerTypeTest {
    private static final List<String> WORDS = SpelledEnum.spellings(CustomerType.class);
    private static final Pattern ANY_WORD = Pattern.compile("\\b(" + String.join("|", WORDS) + ")\\b");

    @ParameterizedTest
    @EnumSource
    void isFoundByItsWordAndByItsLevel(CustomerType type) {
        assertThat(CustomerType.findSpelled(type.spelling())).isEqualTo(type);
        assertThat(CustomerType.ofLevel(type.level())).isEqualTo(type);
        assertThat(type.isIn(CustomerType.bits(each -> each == type))).isTrue();
        assertThat(type.isIn(CustomerType.bits(each -> each != type))).isFalse();
    }

    /** Words that share a length, a beginning or the third letter with a customer type. */
    @ParameterizedTest
    @ValueSource(strings = {"Vop", "vip", "VIP", "Vi", "Vip ", "Vips", "Now", "", "NonCustomers", "Inf", "Rog", "All"})
    void isNotFoundByASimilarWord(String word) {
        assertThat(CustomerType.findSpelled(word)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Vop", "", "Gold"})
    void refusesAnUnknownWordAndListsTheAcceptedOnes(String word) {
        assertThatThrownBy(() -> CustomerType.parse(word))
                .isInstanceOf(UnknownSpelling.class)
                .hasMessage("'%s' is none of NonCustomer, New, Infrequent, Occasional, Regular, Vip", word);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 6, 7})
    void refusesALevelOfNoCustomerType(int level) {
        assertThatThrownBy(() -> CustomerType.ofLevel(level))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(String.valueOf(level));
    }

    /** A text that lists customer types, rather than naming one, lists all of them in their order. */
    @Test
    void schemaDescriptionsListEveryCustomerType() throws IOException {
        for (Path schema : files("src/main/resources/graphql")) {
            assertThat(lists(Files.readString(schema)))
                    .as("%s", schema)
                    .allSatisfy(list -> assertThat(list).isEqualTo(WORDS));
        }
        assertThat(lists(Files.readString(Path.of("src/main/resources/graphql/changes.graphqls"))))
                .isNotEmpty();
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static List<List<String>> lists(String text) {
        return text.lines()
                .map(line ->
                        ANY_WORD.matcher(line).results().map(MatchResult::group).toList())
                .filter(words -> words.size() > 1)
                .toList();
    }
}
