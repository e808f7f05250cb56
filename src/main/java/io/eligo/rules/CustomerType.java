package io.eligo.rules;

/** What a user is to one merchant, lowest first; {@link #level} counts from 0. */
public enum CustomerType implements Word {
    NON_CUSTOMER("NonCustomer"),
    NEW("New"),
    INFREQUENT("Infrequent"),
    OCCASIONAL("Occasional"),
    REGULAR("Regular"),
    VIP("Vip");

    private static final CustomerType[] BY_LEVEL = values();

    private final String word;

    CustomerType(String word) {
        this.word = word;
    }

    /** @throws UnknownWord if {@code text} is no customer type, whatever its case */
    public static CustomerType parse(String text) {
        return Word.parse(CustomerType.class, text);
    }

    public static CustomerType ofLevel(int level) {
        return BY_LEVEL[level];
    }

    @Override
    public String word() {
        return word;
    }

    public int level() {
        return ordinal();
    }

    public boolean atLeast(CustomerType rung) {
        return level() >= rung.level();
    }
}
