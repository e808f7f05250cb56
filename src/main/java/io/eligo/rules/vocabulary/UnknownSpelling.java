package io.eligo.rules.vocabulary;

import java.util.List;
import java.util.Locale;

/** A word that is no constant of a {@link SpelledEnum}; the message lists the accepted words. */
public class UnknownSpelling extends IllegalArgumentException {
    public UnknownSpelling(String word, List<String> accepted) {
        super(String.format(Locale.ROOT, "'%s' is none of %s", word, String.join(", ", accepted)));
    }
}
