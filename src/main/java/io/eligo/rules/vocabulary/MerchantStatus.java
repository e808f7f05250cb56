package io.eligo.rules.vocabulary;

public enum MerchantStatus implements SpelledEnum {
    ACTIVE("Active"),
    PENDING("Pending"),
    SUSPENDED("Suspended"),
    CLOSED("Closed");

    private final String spelling;

    MerchantStatus(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
