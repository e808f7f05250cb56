package io.eligo.api;

import org.springframework.security.core.Authentication;

/** The scopes of access tokens. */
public final class Scopes {
    public static boolean has(Authentication caller, String scope) {
        String authority = "SCOPE_" + scope;
        return caller.getAuthorities().stream().anyMatch(one -> authority.equals(one.getAuthority()));
    }

    /** @throws ClientError if the token lacks the scope */
    public static void require(Authentication caller, String scope) {
        if (!has(caller, scope)) {
            throw ClientError.forbidden("this needs the scope " + scope);
        }
    }

    private Scopes() {}
}
