package io.eligo.feed.freshness;

import io.eligo.grants.GrantsWithSource.GrantsSource;
import java.util.Locale;

/** Where the offers of an answer come from: {@code source} of the extension and of the metrics. */
enum AnswerSource {
    CACHE("hit"),
    TABLE("miss"),
    COMPUTED("miss"),
    LEGACY("none");

    private final String cacheResult;

    AnswerSource(String cacheResult) {
        this.cacheResult = cacheResult;
    }

    static AnswerSource of(GrantsSource source) {
        return switch (source) {
            case CACHE -> CACHE;
            case TABLE -> TABLE;
            case COMPUTED -> COMPUTED;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the cache answered; the query-time resolver does not ask it. */
    String cacheResult() {
        return cacheResult;
    }
}
