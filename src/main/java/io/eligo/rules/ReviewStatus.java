package io.eligo.rules;

/** The outcome of a review; a thing without one counts as not approved. */
public enum ReviewStatus implements Word {
    PENDING("Pending"),
    APPROVED("Approved"),
    REJECTED("Rejected");

    private final String word;

    ReviewStatus(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
