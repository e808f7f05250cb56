package io.eligo.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** What was written of {@link Lasting} objects, as long as they are asked for. */
final class Renderings {
    // Whoever is not asked for any more may be of a catalogue that is gone, and must not keep it.
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int ENTRY = 100;
    private static final int USUAL = 1_024;

    private final Cache<Key, byte[]> written;

    Renderings(DataSize most) {
        this.written = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(most.toBytes())
                .weigher((Key key, byte[] bytes) -> ENTRY + bytes.length)
                .expireAfterAccess(IDLE)
                .build();
    }

    /** A selection is itself and no other, however alike. */
    private record Key(Selection.Kept selection, Lasting object) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && selection == that.selection && object.equals(that.object);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(selection) + object.hashCode();
        }
    }

    byte[] of(Selection.Kept selection, Lasting object) {
        var key = new Key(selection, object);
        byte[] known = written.getIfPresent(key);
        if (known == null) {
            var out = new Utf8(USUAL);
            selection.other().write(object, out);
            known = out.toBytes();
            written.put(key, known);
        }
        return known;
    }
}
