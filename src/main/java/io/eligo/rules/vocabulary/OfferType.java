package io.eligo.rules.vocabulary;

public enum OfferType implements SpelledEnum {
    CASHBACK("Cashback"),
    EXCLUSIVE("Exclusive"),
    LOYALTY("Loyalty");

    private final String spelling;

    OfferType(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
