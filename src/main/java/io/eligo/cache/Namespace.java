package io.eligo.cache;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A namespace, open or closed.
 *
 * @param text the result of {@code open_cache_namespace()}: the number, a space, and the id of the servers that it
 *     was opened with
 */
record Namespace(String text, String prefix, String serverId) {
    static Namespace parse(String text) {
        int space = text.indexOf(' ');
        return new Namespace(text, "eligo:" + text.substring(0, space) + ":", text.substring(space + 1));
    }

    byte[] key(UUID user) {
        return (prefix + user).getBytes(StandardCharsets.ISO_8859_1);
    }
}
