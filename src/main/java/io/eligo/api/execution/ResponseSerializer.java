package io.eligo.api.execution;

import io.eligo.api.limits.ResponseBudget;
import io.eligo.api.limits.ResponseLimitExceeded;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Serializes responses as JSON. A {@link JsonFragment} is inserted unchanged. */
@Component
public final class ResponseSerializer {
    private final JsonMapper json;

    public ResponseSerializer(JsonMapper json) {
        this.json = json;
    }

    /**
     * @param answer the GraphQL response: data, errors, extensions
     * @throws ResponseLimitExceeded if the response exceeds its budget
     */
    public JsonResponse serialize(Map<String, ?> answer, ResponseBudget budget) {
        var jsonResponse = new JsonResponse(budget);
        write(answer, jsonResponse);
        budget.releaseBeyond(jsonResponse.length());
        return jsonResponse;
    }

    private void write(Map<?, ?> object, JsonResponse jsonResponse) {
        char before = '{';
        for (Map.Entry<?, ?> field : object.entrySet()) {
            JsonBuffer out = jsonResponse.tail();
            out.writeRaw(before);
            out.writeString(String.valueOf(field.getKey()));
            out.writeRaw(':');
            if (field.getValue() instanceof JsonFragment jsonFragment) {
                jsonResponse.add(jsonFragment);
            } else if (field.getKey().equals("data") && field.getValue() instanceof Map<?, ?> data && !data.isEmpty()) {
                write(data, jsonResponse);
            } else {
                write(field.getValue(), out);
            }
            before = ',';
        }
        jsonResponse.tail().writeRaw('}');
    }

    private void write(@Nullable Object value, JsonBuffer out) {
        try {
            json.writeValue(out.asOutputStream(), value);
        } catch (JacksonException e) {
            // Jackson wraps the exception if it is thrown within a map or list.
            ResponseLimitExceeded limitExceeded = ResponseLimitExceeded.findCause(e);
            throw limitExceeded == null ? e : limitExceeded;
        }
    }
}
