package io.eligo.rules;

import io.eligo.rules.vocabulary.MerchantStatus;
import java.util.UUID;

/**
 * A business.
 *
 * @param no the small number that represents its id in stored relations
 */
public record Merchant(UUID id, int no, String name, MerchantStatus status, String category) {
    public boolean isActive() {
        return status == MerchantStatus.ACTIVE;
    }
}
