package io.eligo.rules;

public enum MerchantStatus implements Word {
    ACTIVE("Active"),
    PENDING("Pending"),
    SUSPENDED("Suspended"),
    CLOSED("Closed");

    private final String word;

    MerchantStatus(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
