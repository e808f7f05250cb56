package io.eligo.catalog.editing;

/** What was to be written does not fit what the tables have. */
public class InvalidOffer extends RuntimeException {
    private final String field;

    /** @param field the component of {@link OfferTerms} at fault, or {@code id}; with {@code [n]} where it is one of a list */
    InvalidOffer(String field, String reason) {
        super(reason, null, false, false);
        this.field = field;
    }

    public String field() {
        return field;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
