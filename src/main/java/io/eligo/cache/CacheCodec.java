package io.eligo.cache;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How a copy is written. Whatever changes it also changes the version: older copies are then not believed. */
public interface CacheCodec<T> {
    byte version();

    byte[] encode(T value);

    /** The value, or null if that is none; all of the rest of the buffer belongs to it. */
    @Nullable
    T decode(ByteBuffer bytes);
}
