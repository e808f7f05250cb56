package io.eligo.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers as JSON: what was {@link Rendered} is put in as it is. */
@Component
final class Answers {
    private static final int BESIDE = 512;

    private final JsonMapper json;

    Answers(JsonMapper json) {
        this.json = json;
    }

    /** @param answer as GraphQL has it: data, errors, extensions */
    Utf8 written(Map<String, ?> answer) {
        var out = new Utf8(BESIDE + rendered(answer.get("data")));
        write(answer, out);
        return out;
    }

    private static int rendered(@Nullable Object data) {
        int bytes = 0;
        if (data instanceof Map<?, ?> fields) {
            for (Object field : fields.values()) {
                bytes += field instanceof Rendered one ? one.length() : 0;
            }
        }
        return bytes;
    }

    private void write(Map<?, ?> object, Utf8 out) {
        char before = '{';
        for (Map.Entry<?, ?> field : object.entrySet()) {
            out.raw(before);
            out.string(String.valueOf(field.getKey()));
            out.raw(':');
            if (field.getValue() instanceof Rendered rendered) {
                out.raw(rendered.bytes(), rendered.length());
            } else if (field.getKey().equals("data") && field.getValue() instanceof Map<?, ?> data && !data.isEmpty()) {
                write(data, out);
            } else {
                out.raw(json.writeValueAsBytes(field.getValue()));
            }
            before = ',';
        }
        out.raw('}');
    }
}
