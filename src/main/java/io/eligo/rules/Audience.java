package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.SpelledEnum;
import io.eligo.rules.vocabulary.UnknownSpelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The users an offer is for: all, or users whose customer type at the offer's merchant is exactly one of
 * {@code types}.
 */
public record Audience(boolean allUsers, Set<CustomerType> types) {
    public static final String ALL = "All";

    public Audience {
        types = Set.copyOf(types);
    }

    /**
     * Parses an audience, ignoring case. No words mean an empty audience. Words next to {@code All} have no effect.
     *
     * @throws UnknownSpelling if a word is neither {@code All} nor a customer type
     */
    public static Audience of(Collection<String> words) {
        boolean allUsers = false;
        var types = EnumSet.noneOf(CustomerType.class);
        for (String word : words) {
            if (ALL.equalsIgnoreCase(word)) {
                allUsers = true;
            } else {
                types.add(parseType(word));
            }
        }
        return new Audience(allUsers, types);
    }

    /** The accepted words: {@code All}, then the customer types, lowest first. */
    public static List<String> spellings() {
        var words = new ArrayList<String>();
        words.add(ALL);
        words.addAll(SpelledEnum.spellings(CustomerType.class));
        return words;
    }

    /**
     * Returns {@code word} as the tables spell it.
     *
     * @throws UnknownSpelling if the word is neither {@code All} nor a customer type
     */
    public static String canonicalSpelling(String word) {
        return ALL.equalsIgnoreCase(word) ? ALL : parseType(word).spelling();
    }

    /**
     * A platform-wide offer has no merchant that a user could be a customer of, so its audience is {@code All}
     * or empty.
     */
    public boolean isValidPlatformWide() {
        return allUsers || types.isEmpty();
    }

    boolean contains(CustomerType type) {
        return allUsers || types.contains(type);
    }

    private static CustomerType parseType(String word) {
        try {
            return CustomerType.parse(word);
        } catch (UnknownSpelling e) {
            throw new UnknownSpelling(word, spellings());
        }
    }
}
