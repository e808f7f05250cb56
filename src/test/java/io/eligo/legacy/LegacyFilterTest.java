package io.eligo.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class LegacyFilterTest {
    @Test
    void refusesPercentagesThatExcludeEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> percentages("5.01", "5"))
                .withMessage("minPercentage 5.01 is more than maxPercentage 5");
        assertThat(percentages("5.00", "5").minPercentage()).isEqualTo("5.00");
    }

    @Test
    void refusesMoreThanAHundredCharactersAndCountsAnEmojiOnce() {
        String longest = "😀".repeat(100);
        assertThat(search(longest).search()).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search(longest + "a"))
                .withMessage("search: at most 100 characters");
    }

    private static LegacyFilter percentages(String min, String max) {
        return new LegacyFilter(null, null, null, null, new BigDecimal(min), new BigDecimal(max), null);
    }

    private static LegacyFilter search(String text) {
        return new LegacyFilter(null, null, null, null, null, null, text);
    }
}
