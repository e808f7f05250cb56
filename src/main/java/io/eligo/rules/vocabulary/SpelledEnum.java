package io.eligo.rules.vocabulary;

import java.util.Arrays;
import java.util.List;

/** A word of the domain: an enum constant with the spelling that SQL, CSV and messages use. */
public interface SpelledEnum {
    String spelling();

    /**
     * The constant spelled {@code text}, without regard to case.
     *
     * @throws UnknownWord if there is none
     */
    static <E extends Enum<E> & SpelledEnum> E parse(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.spelling().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw new UnknownSpelling(text, spellings(type));
    }

    /** The accepted words, in their order. */
    static <E extends Enum<E> & SpelledEnum> List<String> spellings(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(SpelledEnum::spelling).toList();
    }
}
