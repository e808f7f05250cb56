package io.eligo.importing.files;

import io.eligo.rules.Audience;
import io.eligo.rules.Window;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A rule on two columns of a row; the second one is reported as invalid.
 *
 * @param fault returns the fault of the two values, as {@link Column#parse} returned them; null if they are valid
 */
record RowRule(String first, String second, BinaryOperator<@Nullable String> fault) {
    static final RowRule WINDOW = new RowRule("start_date", "end_date", RowRule::window);
    static final RowRule PLATFORM_WIDE = new RowRule("merchant_id", "eligible_customer_types", RowRule::platformWide);

    private static @Nullable String window(@Nullable String start, @Nullable String end) {
        if (start == null || end == null) {
            return null;
        }
        try {
            new Window(Instant.parse(start), Instant.parse(end));
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static @Nullable String platformWide(@Nullable String merchant, @Nullable String types) {
        if (merchant != null || types == null || Audience.of(words(types)).isValidPlatformWide()) {
            return null;
        }
        return "an offer without a merchant has an invalid audience, expected an empty one or one that includes "
                + Audience.ALL;
    }

    private static List<String> words(String array) {
        String inside = array.substring(1, array.length() - 1);
        return inside.isEmpty() ? List.of() : Arrays.asList(inside.split(","));
    }
}
