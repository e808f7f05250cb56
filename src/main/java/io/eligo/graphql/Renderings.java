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

    private final Cache<Key, Json> written;

    Renderings(DataSize most) {
        this.written = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(most.toBytes())
                .weigher((Key key, Json json) -> ENTRY + json.bytes().length)
                .expireAfterAccess(IDLE)
                .build();
    }

    /**
     * A selection is itself and no other, however alike.
     *
     * @param selection its identity alone: what it says is as large as callers like, and goes with its document
     */
    private record Key(Object selection, Lasting object) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && selection == that.selection && object.equals(that.object);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(selection) + object.hashCode();
        }
    }

    private record Json(byte[] bytes, int fields) {}

    void write(Selection.Kept selection, Lasting object, Utf8 out) {
        var key = new Key(selection.identity(), object);
        Json known = written.getIfPresent(key);
        if (known == null) {
            Utf8 part = out.part(USUAL);
            selection.other().write(object, part);
            known = new Json(part.toBytes(), part.fields());
            written.put(key, known);
        }
        out.count(known.fields);
        out.raw(known.bytes);
    }
}
