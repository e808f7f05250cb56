package io.eligo.customers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each relation that is left out because its type is unknown, once. If there are very many, the oldest may be
 * logged again.
 */
final class UnreadableRelations {
    private static final Logger log = LoggerFactory.getLogger(UnreadableRelations.class);
    private static final int MAX_REMEMBERED = 10_000;

    private record RelationKey(
            UUID user, UUID merchant, @Nullable String word) {}

    private final Map<RelationKey, Boolean> logged = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RelationKey, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    });

    void logOnce(UUID user, UUID merchant, @Nullable String word) {
        if (logged.put(new RelationKey(user, merchant, word), true) == null) {
            log.warn(
                    "Row ({}, {}) of customer_type cannot be read and is left out: '{}' is no customer type",
                    user,
                    merchant,
                    word);
        }
    }
}
