package io.eligo.rules.vocabulary;

import java.util.UUID;

/** The order of ids as unsigned bytes, which is PostgreSQL's order of uuid and not Java's. */
public final class UuidOrder {
    public static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    private UuidOrder() {}
}
