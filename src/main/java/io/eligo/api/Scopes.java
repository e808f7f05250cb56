package io.eligo.api;

import io.eligo.security.Scope;
import org.springframework.security.core.Authentication;

/** Checks the scopes of a caller. */
public final class Scopes {
    /** @throws ClientError if the token lacks the scope */
    public static void require(Authentication caller, Scope scope) {
        if (!scope.isGrantedTo(caller)) {
            throw ClientError.forbidden("this needs the scope " + scope.word());
        }
    }

    private Scopes() {}
}
