package io.eligo.catalog.editing;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/**
 * Translates constraint violations into {@link InvalidOffer}. They occur although the offer was checked, if another
 * transaction commits between the check and the write.
 */
final class OfferConstraints {
    private static final Map<String, InvalidOffer> ERRORS = Map.of(
            "one_program_a_merchant",
            new InvalidOffer("merchantId", "the merchant has a loyalty program already"),
            "cashback_configuration_merchant_id_fkey",
            new InvalidOffer("merchantId", "the merchant does not exist"),
            "exclusive_offer_merchant_id_fkey",
            new InvalidOffer("merchantId", "the merchant does not exist"),
            "loyalty_program_merchant_id_fkey",
            new InvalidOffer("merchantId", "the merchant does not exist"),
            "offer_outlet_outlet_id_fkey",
            new InvalidOffer("outletIds", "an outlet does not exist"));

    /** Returns the exception to throw instead; an unknown violation is returned unchanged. */
    static RuntimeException translate(DataIntegrityViolationException fault) {
        String constraint = constraint(fault);
        InvalidOffer known = constraint == null ? null : ERRORS.get(constraint);
        if (known != null) {
            return known;
        }
        return fault instanceof DuplicateKeyException ? new InvalidOffer("id", "the id is taken") : fault;
    }

    private static @Nullable String constraint(DataIntegrityViolationException fault) {
        if (fault.getMostSpecificCause() instanceof PSQLException postgresError) {
            ServerErrorMessage message = postgresError.getServerErrorMessage();
            return message == null ? null : message.getConstraint();
        }
        return null;
    }

    private OfferConstraints() {}
}
