package io.eligo.catalog;

import io.eligo.rules.CustomerType;
import io.eligo.rules.Offer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * At which customer types an offer is granted, as one bit a level: what {@link Offer#granted} answers for each of them, asked
 * once. An audience that reaches everybody or non-customers is <em>broad</em>: that part is merged in at read time and stored
 * in no user's row.
 */
public record Reach(int levels) {
    private static final int EVERYBODY = (1 << CustomerType.values().length) - 1;

    static Reach of(Offer offer) {
        int levels = 0;
        for (CustomerType type : CustomerType.values()) {
            if (offer.granted(type).isPositive()) {
                levels |= 1 << type.level();
            }
        }
        return new Reach(levels);
    }

    public boolean holds(CustomerType type) {
        return (levels & 1 << type.level()) != 0;
    }

    public boolean everybody() {
        return levels == EVERYBODY;
    }

    /** Listed once in the catalogue, for everybody or for the non-customers of its merchant. */
    public boolean broad() {
        return holds(CustomerType.NON_CUSTOMER);
    }

    /** The customer types, lowest first, for people. */
    String words() {
        return Stream.of(CustomerType.values())
                .filter(this::holds)
                .map(CustomerType::spelling)
                .collect(Collectors.joining(", "));
    }

    /** Whether grants of users at {@code type} stand in their rows. */
    boolean stored(CustomerType type) {
        return type != CustomerType.NON_CUSTOMER && holds(type) && !everybody();
    }
}
