package io.eligo.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rules.vocabulary.TextFolding;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedOrderTest {
    @Test
    void isNewestFirstThenByIdAsUnsignedBytes() {
        Instant early = Instant.parse("2026-01-01T00:00:00Z");
        Instant late = early.plusSeconds(1);
        UUID low = UUID.fromString("7fffffff-0000-0000-0000-000000000000");
        UUID high = UUID.fromString("80000000-0000-0000-0000-000000000000");
        assertThat(Stream.of(new FeedKey(early, low), new FeedKey(late, high), new FeedKey(late, low))
                        .sorted())
                .containsExactly(new FeedKey(late, low), new FeedKey(late, high), new FeedKey(early, low));
    }

    @ParameterizedTest
    @CsvSource({"Café É,cafe e", "ΟΔΟΣ,οδοσ", "İstanbul,istanbul", "100 %,100 %", "STRASSE ß,strasse ß"})
    void foldsAsPostgresqlDoes(String text, String folded) {
        assertThat(TextFolding.fold(text)).isEqualTo(folded);
    }

    @Test
    void comparesFoldedTextByCodePoint() {
        assertThat(TextFolding.compareByCodePoint("\uFFFD", "\uD83D\uDE00")).isNegative();
        assertThat(TextFolding.compareByCodePoint("a", "ab")).isNegative();
        assertThat(TextFolding.compareByCodePoint("b", "ab")).isPositive();
    }
}
