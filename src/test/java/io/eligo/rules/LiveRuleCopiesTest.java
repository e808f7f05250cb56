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

/** The query-time resolver states each condition again, and its comments name the constants: a new constant has its copies. */
class LiveRuleCopiesTest {
    private static final Path FEED = Path.of("src/main/resources/sql/legacy/feed.sql");
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
