package io.eligo.rules.vocabulary;

/** The two kinds of M-Pesa payment point. */
public enum PaymentKind implements SpelledEnum {
    PAYBILL("paybill"),
    TILL("till");

    private final String spelling;

    PaymentKind(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
