package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.SpelledEnum;
import io.eligo.rules.vocabulary.UnknownSpelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which users an offer is for: everybody, or those whose type at its merchant is exactly one of {@code types}. */
public record Audience(boolean everybody, Set<CustomerType> types) {
    public static final String ALL = "All";

    public Audience {
        types = Set.copyOf(types);
    }

    /**
     * The audience that {@code spellings} spell, without regard to case; no word means nobody. Words beside {@code All} mean nothing.
     *
     * @throws UnknownWord if a word is neither {@code All} nor a customer type
     */
    public static Audience of(Collection<String> words) {
        boolean everybody = false;
        var types = EnumSet.noneOf(CustomerType.class);
        for (String word : words) {
            if (ALL.equalsIgnoreCase(word)) {
                everybody = true;
            } else {
                types.add(parseType(word));
            }
        }
        return new Audience(everybody, types);
    }

    /** The accepted words: {@code All}, then the ladder. */
    public static List<String> spellings() {
        var words = new ArrayList<String>();
        words.add(ALL);
        words.addAll(SpelledEnum.spellings(CustomerType.class));
        return words;
    }

    /**
     * {@code word} as it is written to the tables.
     *
     * @throws UnknownWord as {@link #of}
     */
    public static String canonicalSpelling(String word) {
        return ALL.equalsIgnoreCase(word) ? ALL : parseType(word).spelling();
    }

    /** A platform-wide offer has no merchant to be a customer of: it is for everybody or for nobody. */
    public boolean isValidPlatformWide() {
        return everybody || types.isEmpty();
    }

    boolean contains(CustomerType type) {
        return everybody || types.contains(type);
    }

    private static CustomerType parseType(String word) {
        try {
            return CustomerType.parse(word);
        } catch (UnknownSpelling e) {
            throw new UnknownSpelling(word, spellings());
        }
    }
}
