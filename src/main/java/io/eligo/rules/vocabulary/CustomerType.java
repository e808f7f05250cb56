package io.eligo.rules.vocabulary;

/** What a user is to one merchant, lowest first; {@link #level} counts from 0. */
public enum CustomerType implements SpelledEnum {
    NON_CUSTOMER("NonCustomer"),
    NEW("New"),
    INFREQUENT("Infrequent"),
    OCCASIONAL("Occasional"),
    REGULAR("Regular"),
    VIP("Vip");

    private static final CustomerType[] BY_LEVEL = values();

    private final String spelling;

    CustomerType(String word) {
        this.spelling = word;
    }

    /** @throws UnknownWord if {@code text} is no customer type, whatever its case */
    public static CustomerType parse(String text) {
        return SpelledEnum.parse(CustomerType.class, text);
    }

    public static CustomerType ofLevel(int level) {
        return BY_LEVEL[level];
    }

    @Override
    public String spelling() {
        return spelling;
    }

    public int level() {
        return ordinal();
    }

    public boolean isAtLeast(CustomerType rung) {
        return level() >= rung.level();
    }
}
