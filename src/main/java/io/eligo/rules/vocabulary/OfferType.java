package io.eligo.rules.vocabulary;

public enum OfferType implements SpelledEnum {
    CASHBACK("Cashback"),
    EXCLUSIVE("Exclusive"),
    LOYALTY("Loyalty");

    private final String spelling;

    OfferType(String word) {
        this.spelling = word;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
