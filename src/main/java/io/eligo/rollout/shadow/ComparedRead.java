package io.eligo.rollout.shadow;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A read that both paths have answered, without its user.
 *
 * @param query the field of the schema: {@code offers}, {@code outlets} or {@code offer}
 * @param arguments as the caller has sent them, without the user's id
 * @param now the instant that decided windows
 */
public record ComparedRead(String query, Map<String, @Nullable Object> arguments, Instant now) {}
