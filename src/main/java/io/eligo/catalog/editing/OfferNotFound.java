package io.eligo.catalog.editing;

import java.util.Locale;
import java.util.UUID;

/** The offer to be changed does not exist or is deleted. */
public class OfferNotFound extends RuntimeException {
    private OfferNotFound(String message) {
        super(message, null, false, false);
    }

    static OfferNotFound unknown(UUID id) {
        return new OfferNotFound(String.format(Locale.ROOT, "offer %s does not exist", id));
    }

    static OfferNotFound deleted(UUID id) {
        return new OfferNotFound(String.format(Locale.ROOT, "offer %s is deleted", id));
    }
}
