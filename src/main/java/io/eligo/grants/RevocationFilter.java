package io.eligo.grants;

import java.util.UUID;

/** Which of the grants that the rules would take from a user stay where they are for now. */
@FunctionalInterface
public interface RevocationFilter {
    int[] NONE = {};

    RevocationFilter NOTHING_STAYS = (user, going) -> NONE;

    /**
     * @param going the offers that would be taken away, by their numbers, ascending; at least one
     * @return those of them that stay, ascending
     */
    int[] staying(UUID user, int[] going);
}
