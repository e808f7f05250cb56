package io.eligo.security;

import org.springframework.security.core.Authentication;

/** The scopes of access tokens. A caller needs none for the own offers. */
public enum Scope {
    /** Reading for other users. */
    OFFERS_ANY("offers:any"),
    /** Changing offers and customer types, erasing users. */
    CATALOG_WRITE("catalog:write"),
    /** Seeing the outbox, the jobs, the rollout, wrong answers, the audit and the metrics. */
    OPS_READ("ops:read"),
    /** Acting on the outbox, the jobs and the rollout. */
    OPS_WRITE("ops:write");

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    /** The scope as tokens and messages spell it. */
    public String word() {
        return word;
    }

    /** The authority that Spring Security derives from the scope of a token. */
    public String authority() {
        return "SCOPE_" + word;
    }

    public boolean isGrantedTo(Authentication caller) {
        return caller.getAuthorities().stream().anyMatch(one -> authority().equals(one.getAuthority()));
    }
}
