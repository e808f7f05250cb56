package io.eligo.catalog.index;

import io.eligo.rules.vocabulary.TextFolding;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folded texts, joined to be searched at once, and their <em>trigrams</em>: three consecutive characters as one
 * number. A text that contains a search of three or more characters has all its trigrams; a text that contains a
 * shorter search has a trigram that starts with it.
 */
final class SearchText {
    // No folded text has a capital letter, so no search matches across two texts.
    private static final String SEPARATOR = "A";
    private static final int GRAM_LENGTH = 3;

    /** @param texts null elements are left out */
    static String of(@Nullable String... texts) {
        return Stream.of(texts)
                .filter(Objects::nonNull)
                .map(text -> TextFolding.fold(text) + SEPARATOR)
                .collect(Collectors.joining());
    }

    /** Returns the trigrams of texts built by {@link #of}. */
    static Set<Long> trigrams(List<String> texts) {
        var grams = new HashSet<Long>();
        for (String text : texts) {
            // The separator completes the trigrams of the last characters.
            addTrigrams(text + SEPARATOR, grams);
        }
        return grams;
    }

    /**
     * Returns posting lists whose intersection contains all offers that may contain {@code folded}, which
     * is not empty.
     */
    static List<PostingList> findCandidates(String folded, InvertedIndex<Long> byGram) {
        if (folded.length() >= GRAM_LENGTH) {
            var grams = new HashSet<Long>();
            addTrigrams(folded, grams);
            return grams.stream().map(byGram::find).toList();
        }
        char first = folded.charAt(0);
        boolean one = folded.length() == 1;
        return List.of(byGram.findRange(
                trigram(first, one ? Character.MIN_VALUE : folded.charAt(1), Character.MIN_VALUE),
                trigram(first, one ? Character.MAX_VALUE : folded.charAt(1), Character.MAX_VALUE)));
    }

    private static void addTrigrams(String text, Set<Long> grams) {
        for (int i = 0; i + GRAM_LENGTH <= text.length(); i++) {
            grams.add(trigram(text.charAt(i), text.charAt(i + 1), text.charAt(i + 2)));
        }
    }

    private static long trigram(char first, char second, char third) {
        return (long) first << 2 * Character.SIZE | (long) second << Character.SIZE | third;
    }

    private SearchText() {}
}
