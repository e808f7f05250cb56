package io.eligo.graphql;

import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers as JSON: what was {@link Rendered} is put in as it is. */
@Component
final class Answers {
    private final JsonMapper json;

    Answers(JsonMapper json) {
        this.json = json;
    }

    /** @param answer as GraphQL has it: data, errors, extensions */
    Pieces written(Map<String, ?> answer) {
        var pieces = new Pieces();
        write(answer, pieces);
        return pieces;
    }

    private void write(Map<?, ?> object, Pieces pieces) {
        char before = '{';
        for (Map.Entry<?, ?> field : object.entrySet()) {
            Utf8 out = pieces.open();
            out.raw(before);
            out.string(String.valueOf(field.getKey()));
            out.raw(':');
            if (field.getValue() instanceof Rendered rendered) {
                pieces.add(rendered);
            } else if (field.getKey().equals("data") && field.getValue() instanceof Map<?, ?> data && !data.isEmpty()) {
                write(data, pieces);
            } else {
                out.raw(json.writeValueAsBytes(field.getValue()));
            }
            before = ',';
        }
        pieces.open().raw('}');
    }
}
