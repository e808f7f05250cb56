package io.eligo.rules.vocabulary;

/** The outcome of a review. A row without one counts as not approved. */
public enum ReviewStatus implements SpelledEnum {
    PENDING("Pending"),
    APPROVED("Approved"),
    REJECTED("Rejected");

    private final String spelling;

    ReviewStatus(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
