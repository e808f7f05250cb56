package io.eligo.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The query-time resolver and the SQL view state each condition again, and their comments name the constants: a new constant has its copies. */
class LiveRuleCopiesTest {
    private static final Path FEED = Path.of("src/main/resources/sql/legacy/feed.sql");
    private static final Path VIEW = Path.of("db-changelog/code/eligibility-view.sql");
    private static final Pattern COMMENT = Pattern.compile("-- (.*)");
    private static final Pattern NAME = Pattern.compile("[A-Z]+(?:_[A-Z]+)*\\b");

    @Test
    void everyOfferTypeStatesItsConditions() throws IOException {
        String candidates = between(Files.readString(FEED), "candidate AS (", "), ordered AS (");
        List<String> byType = List.of(candidates.split("UNION ALL"));
        assertThat(byType).hasSize(3);
        // The outlets of all offers are looked up later. Exclusive offers have no parts, and loyalty programs no
        // window.
        assertThat(namesIn(byType.get(0))).isEqualTo(allBut(LiveRule.LIVE_OUTLET));
        assertThat(namesIn(byType.get(1))).isEqualTo(allBut(LiveRule.LIVE_OUTLET, LiveRule.LIVE_PARTS));
        assertThat(namesIn(byType.get(2))).isEqualTo(allBut(LiveRule.LIVE_OUTLET, LiveRule.IN_WINDOW));
    }

    @Test
    void theOutletsAreThoseThatAreLive() throws IOException {
        String text = Files.readString(FEED);
        assertThat(namesIn(text.substring(text.indexOf("page AS (")))).containsExactly(LiveRule.LIVE_OUTLET.name());
    }

    @Test
    void theTablesOfTheViewStateTheirConditions() throws IOException {
        String text = Files.readString(VIEW);
        List<String> byType =
                List.of(between(text, "VIEW expected_offer AS", ";\n").split("UNION ALL"));
        assertThat(byType).hasSize(3);
        // The outlets and their merchants have a table of their own, and the view compares the window.
        assertThat(namesIn(byType.get(0)))
                .isEqualTo(allBut(LiveRule.LIVE_OUTLET, LiveRule.MERCHANT_ACTIVE, LiveRule.IN_WINDOW));
        assertThat(namesIn(byType.get(1)))
                .isEqualTo(allBut(
                        LiveRule.LIVE_OUTLET, LiveRule.MERCHANT_ACTIVE, LiveRule.IN_WINDOW, LiveRule.LIVE_PARTS));
        assertThat(namesIn(byType.get(2))).isEqualTo(namesIn(byType.get(0)));
        assertThat(namesIn(between(text, "VIEW expected_outlet_state AS", ";\n")))
                .containsExactlyInAnyOrder(LiveRule.LIVE_OUTLET.name(), LiveRule.MERCHANT_ACTIVE.name());
        List<String> rows =
                List.of(between(text, "VIEW user_offer_eligibility AS", ";\n").split("UNION ALL"));
        assertThat(rows).hasSize(2);
        assertThat(rows).allSatisfy(select -> assertThat(namesIn(select)).containsExactly(LiveRule.IN_WINDOW.name()));
    }

    private static Set<String> allBut(LiveRule first, LiveRule... others) {
        return EnumSet.complementOf(EnumSet.of(first, others)).stream()
                .map(LiveRule::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> namesIn(String sql) {
        return COMMENT.matcher(sql)
                .results()
                .flatMap(comment -> NAME.matcher(comment.group(1)).results())
                .map(name -> name.group())
                .filter(name -> !Set.of("GRANTED", "READABLE").contains(name))
                .collect(Collectors.toSet());
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from);
        return text.substring(start, text.indexOf(to, start));
    }
}
