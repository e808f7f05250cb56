package io.eligo.rules;

import java.util.List;

/** A word that the domain does not know, with those that it does. */
public class UnknownWord extends IllegalArgumentException {
    private final transient List<String> accepted;

    UnknownWord(String word, List<String> accepted) {
        super("'%s' is none of %s".formatted(word, String.join(", ", accepted)));
        this.accepted = accepted;
    }

    public List<String> accepted() {
        return accepted;
    }
}
