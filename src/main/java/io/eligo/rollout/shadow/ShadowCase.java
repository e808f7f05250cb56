package io.eligo.rollout.shadow;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wrong answer.
 *
 * @param user null for a user without customer types
 * @param seen the number of comparisons with this user, read and difference on that day
 * @param finding of the first of them
 */
public record ShadowCase(
        long id, @Nullable UUID user, Instant firstSeen, Instant lastSeen, long seen, WrongAnswer finding) {}
