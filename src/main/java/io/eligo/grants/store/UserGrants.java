package io.eligo.grants.store;

import io.eligo.rules.Merchant;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The stored grants of one user, without those that each read decides (broad offers). The arrays must not be changed.
 *
 * @param offerNos numbers of the targeted offers, ascending
 * @param relations the merchants at which the user is a customer, with the customer types, packed by {@link RelationPacking}; ascending
 */
public record UserGrants(int[] offerNos, int[] relations) {
    private static final int[] NO_NUMBERS = {};

    /** Grants of a user without relations: the broad offers only. */
    public static final UserGrants EMPTY = new UserGrants(NO_NUMBERS, NO_NUMBERS);

    /** Returns the user's customer type at a merchant; {@code NonCustomer} if there is no relation or no merchant. */
    public CustomerType customerTypeAt(@Nullable Merchant merchant) {
        if (merchant == null) {
            return CustomerType.NON_CUSTOMER;
        }
        // Sorts before every stored relation of the merchant.
        int first = RelationPacking.pack(merchant.no(), CustomerType.NON_CUSTOMER);
        int found = Arrays.binarySearch(relations, first);
        int position = found < 0 ? -found - 1 : found;
        boolean related =
                position < relations.length && RelationPacking.merchantNo(relations[position]) == merchant.no();
        return related ? RelationPacking.customerType(relations[position]) : CustomerType.NON_CUSTOMER;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserGrants that
                && Arrays.equals(offerNos, that.offerNos)
                && Arrays.equals(relations, that.relations);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(offerNos) + Arrays.hashCode(relations);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "UserGrants[offerNos=%s, relations=%s]",
                Arrays.toString(offerNos),
                Arrays.toString(relations));
    }
}
