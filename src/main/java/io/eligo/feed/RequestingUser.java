package io.eligo.feed;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.security.Scope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** The caller of a read, who may be no user; decides whose offers the caller may read, by default the caller's own. */
record RequestingUser(Authentication caller) {
    /**
     * The user that {@code userId} names, by default the caller.
     *
     * @throws ClientError if the id is malformed, or names another user and the token lacks the scope
     */
    UUID resolveUserId(@Nullable String userId) {
        if (userId == null) {
            return ownUserId();
        }
        UUID user = Ids.parse("userId", userId);
        if (!user.equals(Ids.parseOrNull(caller.getName())) && !Scope.OFFERS_ANY.isGrantedTo(caller)) {
            throw ClientError.forbidden("userId", "another user's offers need the scope " + Scope.OFFERS_ANY.word());
        }
        return user;
    }

    UUID ownUserId() {
        UUID self = Ids.parseOrNull(caller.getName());
        if (self == null) {
            throw ClientError.badRequest(
                    "the token has no sub that is a UUID, so it has no offers of its own; offers and outlets take a userId");
        }
        return self;
    }
}
