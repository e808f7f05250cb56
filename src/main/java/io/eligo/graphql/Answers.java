package io.eligo.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Answers as JSON: what was {@link Rendered} is put in as it is. */
@Component
final class Answers {
    private final JsonMapper json;

    Answers(JsonMapper json) {
        this.json = json;
    }

    /**
     * @param answer as GraphQL has it: data, errors, extensions
     * @throws AnswerRefused if it is larger than it may be
     */
    Pieces written(Map<String, ?> answer, AnswerBudget budget) {
        var pieces = new Pieces(budget);
        write(answer, pieces);
        budget.settle(pieces.length());
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
                write(field.getValue(), out);
            }
            before = ',';
        }
        pieces.open().raw('}');
    }

    private void write(@Nullable Object value, Utf8 out) {
        try {
            json.writeValue(out.stream(), value);
        } catch (JacksonException e) {
            // Put into one wherever it is thrown within a map or list.
            AnswerRefused refused = AnswerRefused.in(e);
            throw refused == null ? e : refused;
        }
    }
}
