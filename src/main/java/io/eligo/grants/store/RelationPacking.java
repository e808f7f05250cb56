package io.eligo.grants.store;

import static io.eligo.rules.vocabulary.CustomerType.LEVEL_BITS;

import io.eligo.rules.vocabulary.CustomerType;

/**
 * A relation as a number: the merchant's number, then the level of the customer type in {@link CustomerType#LEVEL_BITS} bits. Numbers
 * are sorted by merchant. The SQL view unpacks them in the same way.
 */
public final class RelationPacking {
    private static final int LEVEL_MASK = (1 << LEVEL_BITS) - 1;

    public static int pack(int merchantNo, CustomerType type) {
        return merchantNo << LEVEL_BITS | type.level();
    }

    public static int merchantNo(int packed) {
        return packed >> LEVEL_BITS;
    }

    /** @throws IllegalStateException if the number has a level that no customer type has */
    public static CustomerType customerType(int packed) {
        return CustomerType.ofLevel(packed & LEVEL_MASK);
    }

    private RelationPacking() {}
}
