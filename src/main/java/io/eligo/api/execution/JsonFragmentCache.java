package io.eligo.api.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eligo.api.CacheableFragment;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Cache of the JSON of {@link CacheableFragment} objects, while they are requested. */
public final class JsonFragmentCache {
    // An object that is no longer requested may belong to a replaced catalogue, which the cache
    // must not keep in memory.
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);
    private static final int ENTRY_BYTES = 100;
    private static final int INITIAL_CAPACITY = 1_024;

    private final Cache<FragmentKey, CachedJson> fragments;

    public JsonFragmentCache(DataSize maxSize) {
        this.fragments = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(maxSize.toBytes())
                .weigher((FragmentKey fragmentKey, CachedJson cachedJson) -> ENTRY_BYTES + cachedJson.bytes().length)
                .expireAfterAccess(IDLE_TIMEOUT)
                .build();
    }

    /**
     * Key of a serialized object. Plans are compared by identity, even if they are alike.
     *
     * @param planIdentity stands for the plan, which may be as large as callers like and is released with its document
     */
    private record FragmentKey(Object planIdentity, CacheableFragment object) {
        @Override
        public boolean equals(Object other) {
            return other instanceof FragmentKey that && planIdentity == that.planIdentity && object.equals(that.object);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(planIdentity) + object.hashCode();
        }
    }

    private record CachedJson(byte[] bytes, int fields) {}

    void write(SerializationPlan.CachingPlan plan, CacheableFragment object, JsonWriter out) {
        var fragmentKey = new FragmentKey(plan.identity(), object);
        CachedJson known = fragments.getIfPresent(fragmentKey);
        if (known == null) {
            JsonWriter part = out.createPart(INITIAL_CAPACITY);
            try (part) {
                plan.delegate().write(object, part);
            }
            known = new CachedJson(part.output().toByteArrayUnsafe(), part.fieldCount());
            fragments.put(fragmentKey, known);
        }
        out.countFields(known.fields);
        out.writeSerialized(known.bytes);
    }
}
