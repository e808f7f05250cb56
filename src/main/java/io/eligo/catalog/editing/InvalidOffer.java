package io.eligo.catalog.editing;

/** An offer to be written conflicts with the contents of the tables. */
public class InvalidOffer extends RuntimeException {
    private final String field;

    /**
     * @param field the invalid component of {@link OfferValues}, or {@code id}; with {@code [n]} for an
     *     element of a list
     */
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
