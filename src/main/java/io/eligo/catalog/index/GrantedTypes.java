package io.eligo.catalog.index;

import io.eligo.rules.Offer;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The customer types that an offer is granted to, one bit per level: the results of {@link Offer#granted} for each
 * type. An offer granted to all users or to non-customers is <em>broad</em>: that part is merged in at read time and
 * stored in no user's row.
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

    /**
     * Returns whether the offer is broad: granted to all users or to the non-customers of its merchant. Broad offers
     * are listed once in the catalogue.
     */
    public boolean isBroad() {
        return contains(CustomerType.NON_CUSTOMER);
    }

    /** Returns the customer types as text for messages, lowest first. */
    public String toText() {
        return Stream.of(CustomerType.values())
                .filter(this::contains)
                .map(CustomerType::spelling)
                .collect(Collectors.joining(", "));
    }

    /** Returns whether grants to users of {@code type} are stored in their rows. */
    public boolean isStored(CustomerType type) {
        return type != CustomerType.NON_CUSTOMER && contains(type) && !containsAll();
    }
}
