package io.eligo.rules.vocabulary;

/** The relation of a user to one merchant, lowest first; {@link #level} counts from 0. */
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

    /**
     * Parses a customer type, ignoring case.
     *
     * @throws UnknownSpelling if {@code text} is no customer type
     */
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

    public boolean isAtLeast(CustomerType minimum) {
        return level() >= minimum.level();
    }
}
