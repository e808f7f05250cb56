package io.eligo.catalog;

import java.util.Locale;
import java.util.UUID;

/** The offer that was to be changed does not exist, or no longer does. */
public class NoSuchOffer extends RuntimeException {
    private NoSuchOffer(String message) {
        super(message, null, false, false);
    }

    static NoSuchOffer unknown(UUID id) {
        return new NoSuchOffer(String.format(Locale.ROOT, "offer %s does not exist", id));
    }

    static NoSuchOffer deleted(UUID id) {
        return new NoSuchOffer(String.format(Locale.ROOT, "offer %s is deleted", id));
    }
}
