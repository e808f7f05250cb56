package io.eligo.changes;

import io.eligo.catalog.OfferPart;
import io.eligo.rules.CustomerType;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads tiers and rewards: whole ones, whose id may be left to us. */
final class Parts {
    static OfferPart cashbackTier(String argument, Object written) {
        var given = Given.of(argument, written);
        return part(given, given.value("percentage", Values::percentage, null), null);
    }

    static OfferPart loyaltyTier(String argument, Object written) {
        var given = Given.of(argument, written);
        return part(given, null, given.value("minCustomerType", Parts::customerType, null));
    }

    static OfferPart reward(String argument, Object written) {
        return part(Given.of(argument, written), null, null);
    }

    private static OfferPart part(Given given, @Nullable BigDecimal percentage, @Nullable CustomerType minimum) {
        UUID id = given.nullable("id", Values::id, null);
        return new OfferPart(
                id == null ? UUID.randomUUID() : id,
                given.value("name", Values::text, null),
                percentage,
                minimum,
                given.value("isActive", Values::flag, null),
                given.nullable("reviewStatus", Values::review, null));
    }

    private static CustomerType customerType(String argument, Object word) {
        return Values.word(argument, word, CustomerType::parse);
    }

    private Parts() {}
}
