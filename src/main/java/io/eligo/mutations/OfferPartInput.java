package io.eligo.mutations;

import io.eligo.catalog.editing.TierOrRewardTerms;
import io.eligo.rules.vocabulary.CustomerType;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads tiers and rewards. A part without an id gets a new one. */
final class OfferPartInput {
    static TierOrRewardTerms cashbackTier(String argument, Object written) {
        var inputFields = InputFields.of(argument, written);
        return part(inputFields, inputFields.nonNull("percentage", InputValues::percentage, null), null);
    }

    static TierOrRewardTerms loyaltyTier(String argument, Object written) {
        var inputFields = InputFields.of(argument, written);
        return part(inputFields, null, inputFields.nonNull("minCustomerType", OfferPartInput::customerType, null));
    }

    static TierOrRewardTerms reward(String argument, Object written) {
        return part(InputFields.of(argument, written), null, null);
    }

    private static TierOrRewardTerms part(
            InputFields inputFields, @Nullable BigDecimal percentage, @Nullable CustomerType minimum) {
        UUID id = inputFields.nullable("id", InputValues::id, null);
        return new TierOrRewardTerms(
                id == null ? UUID.randomUUID() : id,
                inputFields.nonNull("name", InputValues::text, null),
                percentage,
                minimum,
                inputFields.nonNull("isActive", InputValues::flag, null),
                inputFields.nullable("reviewStatus", InputValues::reviewStatus, null));
    }

    private static CustomerType customerType(String argument, Object word) {
        return InputValues.parseEnum(argument, word, CustomerType::parse);
    }

    private OfferPartInput() {}
}
