package io.eligo.rules;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Used amount and limit: money of an offer, points of a program.
 *
 * @param limit null means unlimited
 */
public record Budget(BigDecimal used, @Nullable BigDecimal limit) {
    /** The comparison is strict: a limit of 0 is spent from the start. */
    public boolean hasRemaining() {
        return limit == null || used.compareTo(limit) < 0;
    }
}
