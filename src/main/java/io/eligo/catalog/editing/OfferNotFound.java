package io.eligo.catalog.editing;

import java.util.Locale;
import java.util.UUID;

/** The offer that was to be changed does not exist, or no longer does. */
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
