package io.eligo.cache;

import io.eligo.platform.PolledState;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The state of the cache, as each node polls it.
 *
 * @param openNamespace null if the cache was closed
 * @param evictionAge the age of the oldest pending eviction in seconds; 0 if none was pending
 */
public record PolledCacheState(@Nullable String openNamespace, double evictionAge) {
    @Component
    static class Poll implements PolledState<PolledCacheState> {
        @Override
        public Class<PolledCacheState> type() {
            return PolledCacheState.class;
        }

        @Override
        public String selectList() {
            return "open_cache_namespace() AS open_cache_namespace, cache_eviction_age() AS cache_eviction_age";
        }

        @Override
        public PolledCacheState read(ResultSet row) throws SQLException {
            return new PolledCacheState(row.getString("open_cache_namespace"), row.getDouble("cache_eviction_age"));
        }
    }
}
