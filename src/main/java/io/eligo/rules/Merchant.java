package io.eligo.rules;

import io.eligo.rules.vocabulary.MerchantStatus;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A business.
 *
 * @param no the small number that represents its id in stored relations
 */
public record Merchant(UUID id, int no, String name, MerchantStatus status, String category) {
    /** Returns whether the merchant takes part: without that neither its offers nor its outlets are live. */
    public boolean takesPart() {
        return reasonAgainst() == null;
    }

    /** Returns why the merchant does not take part; null if it does. */
    @Nullable
    String reasonAgainst() {
        return status == MerchantStatus.ACTIVE ? null : "its merchant is " + status.spelling();
    }
}
