package io.eligo.customers;

import java.util.UUID;

/** Nobody can be anything to a merchant that does not exist. */
public class UnknownMerchant extends RuntimeException {
    UnknownMerchant(UUID merchant, Throwable cause) {
        super("merchant %s does not exist".formatted(merchant), cause, false, false);
    }
}
