package io.eligo.cache;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Serialisation of a cached value. A change of the format must change the version too: values of another version are rejected.
 */
public interface CacheCodec<T> {
    byte version();

    byte[] encode(T value);

    /** The value, or null if the bytes are no valid value; all remaining bytes of the buffer belong to it. */
    @Nullable
    T decode(ByteBuffer bytes);
}
