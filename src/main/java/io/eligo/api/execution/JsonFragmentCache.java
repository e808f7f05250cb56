package io.eligo.api.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eligo.api.CacheableFragment;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** What was written of {@link CacheableFragment} objects, as long as they are asked for. */
public final class JsonFragmentCache {
    // Whoever is not asked for any more may be of a catalogue that is gone, and must not keep it.
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);
    private static final int ENTRY_BYTES = 100;
    private static final int INITIAL_CAPACITY = 1_024;

    private final Cache<FragmentKey, CachedJson> fragments;

    public JsonFragmentCache(DataSize most) {
        this.fragments = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(most.toBytes())
                .weigher((FragmentKey fragmentKey, CachedJson cachedJson) -> ENTRY_BYTES + cachedJson.bytes().length)
                .expireAfterAccess(IDLE_TIMEOUT)
                .build();
    }

    /**
     * A selection is itself and no other, however alike.
     *
     * @param planIdentity its identity alone: what it says is as large as callers like, and goes with its document
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

    void write(SerializationPlan.CachingPlan selection, CacheableFragment object, JsonBuffer out) {
        var fragmentKey = new FragmentKey(selection.identity(), object);
        CachedJson known = fragments.getIfPresent(fragmentKey);
        if (known == null) {
            JsonBuffer part = out.createPart(INITIAL_CAPACITY);
            selection.delegate().write(object, part);
            known = new CachedJson(part.copyBytes(), part.fieldCount());
            fragments.put(fragmentKey, known);
        }
        out.countFields(known.fields);
        out.writeRaw(known.bytes);
    }
}
