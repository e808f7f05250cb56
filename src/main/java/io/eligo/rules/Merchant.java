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
    /** Returns whether the merchant is active: otherwise neither its offers nor its outlets are live. */
    public boolean isActive() {
        return reasonAgainst() == null;
    }

    /** Returns why the merchant is not active; null if it is. */
    @Nullable
    String reasonAgainst() {
        return status == MerchantStatus.ACTIVE ? null : "its merchant is " + status.spelling();
    }
}
