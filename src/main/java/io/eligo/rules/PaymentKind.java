package io.eligo.rules;

/** The two kinds of M-Pesa payment point. */
public enum PaymentKind implements Word {
    PAYBILL("paybill"),
    TILL("till");

    private final String word;

    PaymentKind(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
