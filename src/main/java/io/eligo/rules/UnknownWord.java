package io.eligo.rules;

import java.util.List;

/** A word that the domain does not know; the message names those that it does. */
public class UnknownWord extends IllegalArgumentException {
    UnknownWord(String word, List<String> accepted) {
        super("'%s' is none of %s".formatted(word, String.join(", ", accepted)));
    }
}
