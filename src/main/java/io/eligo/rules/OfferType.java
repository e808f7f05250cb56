package io.eligo.rules;

public enum OfferType implements Word {
    CASHBACK("Cashback"),
    EXCLUSIVE("Exclusive"),
    LOYALTY("Loyalty");

    private final String word;

    OfferType(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
