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
    private static final int ALL_TYPES = CustomerType.bits(type -> true);

    public static GrantedTypes of(Offer offer) {
        return new GrantedTypes(CustomerType.bits(type -> offer.granted(type).isPositive()));
    }

    public boolean contains(CustomerType type) {
        return type.isIn(levelMask);
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
