package io.eligo.rules;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What has been used of what there is: money of an offer, points of a program. No limit means unlimited. */
public record Budget(BigDecimal used, @Nullable BigDecimal limit) {
    /** Strictly: a limit of 0 is spent from the start. */
    public boolean hasRemaining() {
        return limit == null || used.compareTo(limit) < 0;
    }
}
