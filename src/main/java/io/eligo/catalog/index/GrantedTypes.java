package io.eligo.catalog.index;

import io.eligo.rules.Offer;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * At which customer types an offer is granted, as one bit a level: what {@link Offer#granted} answers for each of them, asked
 * once. An audience that reaches everybody or non-customers is <em>broad</em>: that part is merged in at read time and stored
 * in no user's row.
 */
public record GrantedTypes(int levelMask) {
    private static final int ALL_TYPES = (1 << CustomerType.values().length) - 1;

    public static GrantedTypes of(Offer offer) {
        int levels = 0;
        for (CustomerType type : CustomerType.values()) {
            if (offer.granted(type).isPositive()) {
                levels |= 1 << type.level();
            }
        }
        return new GrantedTypes(levels);
    }

    public boolean contains(CustomerType type) {
        return (levelMask & 1 << type.level()) != 0;
    }

    public boolean containsAll() {
        return levelMask == ALL_TYPES;
    }

    /** Listed once in the catalogue, for everybody or for the non-customers of its merchant. */
    public boolean isBroad() {
        return contains(CustomerType.NON_CUSTOMER);
    }

    /** The customer types, lowest first, for people. */
    public String toText() {
        return Stream.of(CustomerType.values())
                .filter(this::contains)
                .map(CustomerType::spelling)
                .collect(Collectors.joining(", "));
    }

    /** Whether grants of users at {@code type} stand in their rows. */
    public boolean isStored(CustomerType type) {
        return type != CustomerType.NON_CUSTOMER && contains(type) && !containsAll();
    }
}
