package io.eligo.rules.vocabulary;

import java.util.List;
import java.util.Locale;

/** A word that the domain does not know; the message names those that it does. */
public class UnknownSpelling extends IllegalArgumentException {
    public UnknownSpelling(String word, List<String> accepted) {
        super(String.format(Locale.ROOT, "'%s' is none of %s", word, String.join(", ", accepted)));
    }
}
