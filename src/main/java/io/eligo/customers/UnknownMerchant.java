package io.eligo.customers;

import java.util.Locale;
import java.util.UUID;

/** A relation was to be written for a merchant that does not exist. */
public class UnknownMerchant extends RuntimeException {
    UnknownMerchant(UUID merchant, Throwable cause) {
        super(String.format(Locale.ROOT, "merchant %s does not exist", merchant), cause, false, false);
    }
}
