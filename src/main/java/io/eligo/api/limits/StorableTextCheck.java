package io.eligo.api.limits;

import io.eligo.api.ClientError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rejects text in the arguments of a field that PostgreSQL cannot store: NUL, and lone surrogates, for which the driver would
 * write a question mark.
 */
public final class StorableTextCheck {
    /** @throws ClientError naming the argument, field or element with such text, as a path that starts at {@code path} */
    public static void check(String path, @Nullable Object value) {
        if (value instanceof String text) {
            if (!isStorable(text)) {
                throw ClientError.badArgument(path, "text without NUL and lone surrogates is needed");
            }
        } else if (value instanceof Map<?, ?> fields) {
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                check(path + "." + field.getKey(), field.getValue());
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                check(path + "[" + i + "]", list.get(i));
            }
        }
    }

    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign == 0) {
                return false;
            }
            if (Character.isSurrogate(sign)) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(sign, text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private StorableTextCheck() {}
}
