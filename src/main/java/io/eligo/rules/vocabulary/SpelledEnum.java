package io.eligo.rules.vocabulary;

import java.util.Arrays;
import java.util.List;

/** An enum whose constants have the spelling that SQL, CSV and messages use. */
public interface SpelledEnum {
    String spelling();

    /**
     * Returns the constant spelled {@code text}, ignoring case.
     *
     * @throws UnknownSpelling if there is none
     */
    static <E extends Enum<E> & SpelledEnum> E parse(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.spelling().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw new UnknownSpelling(text, spellings(type));
    }

    /** The spellings in the order of the constants. */
    static <E extends Enum<E> & SpelledEnum> List<String> spellings(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(SpelledEnum::spelling).toList();
    }
}
