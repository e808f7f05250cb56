package io.eligo.api.execution;

import io.eligo.api.ResponseLimitExceeded;
import io.eligo.api.limits.ResponseBudget;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
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
        try (JsonGenerator generator = json.createGenerator(jsonResponse.output())) {
            write(answer, generator, jsonResponse);
        } catch (JacksonException e) {
            // Jackson wraps the exception if it is thrown within a map or list.
            ResponseLimitExceeded limitExceeded = ResponseLimitExceeded.findCause(e);
            throw limitExceeded == null ? e : limitExceeded;
        }
        budget.releaseBeyond(jsonResponse.length());
        return jsonResponse;
    }

    private static void write(Map<?, ?> object, JsonGenerator generator, JsonResponse jsonResponse) {
        generator.writeStartObject();
        for (Map.Entry<?, ?> field : object.entrySet()) {
            generator.writeName(String.valueOf(field.getKey()));
            if (field.getValue() instanceof JsonFragment jsonFragment) {
                // Writes the separator before the value.
                generator.writeRawValue("");
                generator.flush();
                jsonResponse.add(jsonFragment);
            } else if (field.getKey().equals("data") && field.getValue() instanceof Map<?, ?> data && !data.isEmpty()) {
                write(data, generator, jsonResponse);
            } else {
                generator.writePOJO(field.getValue());
            }
        }
        generator.writeEndObject();
    }
}
