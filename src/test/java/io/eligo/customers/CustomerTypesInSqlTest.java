package io.eligo.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.SpelledEnum;
import io.eligo.servers.EligoTest;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database's objects list the customer types of {@link CustomerType} in the same order. */
@EligoTest
class CustomerTypesInSqlTest {
    private static final List<String> ALL = SpelledEnum.spellings(CustomerType.class);
    private static final List<String> ALL_BUT_NON_CUSTOMER = ALL.subList(1, ALL.size());
    // Between the words of a list: a comma of an array, or the rest of a branch of CASE.
    private static final Pattern LIST =
            Pattern.compile("'\\w+'(?:::text)?(?:(?:,\\s*|\\s+THEN\\s+\\d+\\s+WHEN\\s+)'\\w+'(?:::text)?)+");
    private static final Pattern WORD = Pattern.compile("'(\\w+)'");

    @Autowired
    JdbcClient jdbc;

    @Test
    void constraintsFunctionsAndViewsListEveryCustomerType() {
        Map<String, String> definitions =
                jdbc.sql("""
                        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
                        WHERE connamespace = current_schema()::regnamespace AND contype = 'c'
                        UNION ALL
                        SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
                        WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
                        UNION ALL
                        SELECT oid::regclass::text, pg_get_viewdef(oid) FROM pg_class
                        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'v'
                        """).query((row, n) -> Map.entry(row.getString(1), row.getString(2))).list().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        definitions.forEach((name, definition) -> assertThat(lists(definition))
                .as(name)
                .allSatisfy(list -> assertThat(list).isIn(ALL, ALL_BUT_NON_CUSTOMER)));
        assertThat(definitions.values().stream().flatMap(definition -> lists(definition).stream()))
                .contains(ALL);
    }

    /** Lists of words that contain a customer type, without the word of an audience that means all users. */
    private static List<List<String>> lists(String definition) {
        return LIST.matcher(definition)
                .results()
                .map(MatchResult::group)
                .map(list ->
                        WORD.matcher(list).results().map(word -> word.group(1)).toList())
                .filter(words -> words.stream().anyMatch(ALL::contains))
                .map(words -> words.stream().filter(word -> !word.equals("All")).toList())
                .toList();
    }
}
