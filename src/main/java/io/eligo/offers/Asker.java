package io.eligo.offers;

import io.eligo.graphql.Ids;
import io.eligo.graphql.Refused;
import io.eligo.graphql.Scopes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** Who asks, and whose offers they may ask for. */
record Asker(Authentication caller) {
    private static final String ANYBODYS = "offers:any";

    /**
     * The user that {@code userId} names, by default the caller.
     *
     * @throws Refused if it is malformed, or somebody else's and the token lacks the scope
     */
    UUID asksFor(@Nullable String userId) {
        if (userId == null) {
            return self();
        }
        UUID user = Ids.of("userId", userId);
        if (!user.equals(Ids.orNull(caller.getName())) && !Scopes.has(caller, ANYBODYS)) {
            throw Refused.forbidden("userId", "another user's offers need the scope offers:any");
        }
        return user;
    }

    UUID self() {
        UUID self = Ids.orNull(caller.getName());
        if (self == null) {
            throw Refused.badRequest(
                    "the token has no sub that is a UUID, so it has no offers of its own; offers and outlets take a userId");
        }
        return self;
    }
}
