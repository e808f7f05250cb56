package io.eligo.rules;

import java.util.Arrays;
import java.util.List;

/** A word of the domain: an enum constant with the spelling that SQL, CSV and messages use. */
public interface Word {
    String word();

    /**
     * The constant spelled {@code text}, without regard to case.
     *
     * @throws UnknownWord if there is none
     */
    static <E extends Enum<E> & Word> E parse(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.word().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw new UnknownWord(text, words(type));
    }

    /** The accepted words, in their order. */
    static <E extends Enum<E> & Word> List<String> words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Word::word).toList();
    }
}
