package io.eligo.rules.vocabulary;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The relation of a user to one merchant, lowest first. The only list of the customer types in Java: their order,
 * their words, and their levels, which count from 0. A test compares the lists in SQL with this one.
 */
public enum CustomerType implements SpelledEnum {
    NON_CUSTOMER("NonCustomer"),
    NEW("New"),
    INFREQUENT("Infrequent"),
    OCCASIONAL("Occasional"),
    REGULAR("Regular"),
    VIP("Vip");

    /** The number of bits that any level fits into; stored relations have as many. */
    public static final int LEVEL_BITS = 3;

    private static final CustomerType[] BY_LEVEL = values();
    private static final Map<String, CustomerType> BY_SPELLING =
            Stream.of(BY_LEVEL).collect(Collectors.toMap(CustomerType::spelling, Function.identity()));

    static {
        if (BY_LEVEL.length > 1 << LEVEL_BITS) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%d customer types do not fit into %d bits; stored relations need another format",
                    BY_LEVEL.length,
                    LEVEL_BITS));
        }
    }

    private final String spelling;

    CustomerType(String spelling) {
        this.spelling = spelling;
    }

    /**
     * Parses a customer type, ignoring case.
     *
     * @throws UnknownSpelling if {@code text} is no customer type
     */
    public static CustomerType parse(String text) {
        return SpelledEnum.parse(CustomerType.class, text);
    }

    /** Returns the customer type that the tables spell {@code word}, or null if it is none. */
    public static @Nullable CustomerType findSpelled(@Nullable String word) {
        return word == null ? null : BY_SPELLING.get(word);
    }

    /** @throws IllegalStateException if no customer type has this level */
    public static CustomerType ofLevel(int level) {
        if (level < 0 || level >= BY_LEVEL.length) {
            throw new IllegalStateException(String.format(Locale.ROOT, "level %d belongs to no customer type", level));
        }
        return BY_LEVEL[level];
    }

    /** Returns the customer types that meet a condition, as a bit set: one bit per level. */
    public static int bits(Predicate<CustomerType> condition) {
        int bits = 0;
        for (CustomerType type : BY_LEVEL) {
            if (condition.test(type)) {
                bits |= type.bit();
            }
        }
        return bits;
    }

    @Override
    public String spelling() {
        return spelling;
    }

    public int level() {
        return ordinal();
    }

    /** Returns whether a bit set of {@link #bits} contains this type. */
    public boolean isIn(int bits) {
        return (bits & bit()) != 0;
    }

    public boolean isAtLeast(CustomerType minimum) {
        return level() >= minimum.level();
    }

    private int bit() {
        return 1 << level();
    }
}
