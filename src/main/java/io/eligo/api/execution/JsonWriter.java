package io.eligo.api.execution;

import io.eligo.api.limits.ResponseBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes a part of a response as JSON, within the budget of the response. */
final class JsonWriter implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final ResponseBudget budget;
    private final int maxFields;
    private final BoundedOutput out;
    private final JsonGenerator generator;
    private int fieldCount;

    /** @param expected estimated length in bytes */
    JsonWriter(int expected, ResponseBudget budget) {
        this(expected, budget, budget.bytesLeft(), budget.fieldsLeft());
    }

    private JsonWriter(int expected, ResponseBudget budget, int maxLength, int maxFields) {
        this.budget = budget;
        this.maxFields = maxFields;
        this.out = new BoundedOutput(expected, budget, maxLength);
        this.generator = JSON.createGenerator(ObjectWriteContext.empty(), out);
    }

    /** A writer of a part that is appended here later. It is bounded by the space that is left in this writer. */
    JsonWriter createPart(int expected) {
        generator.flush();
        return new JsonWriter(expected, budget, out.bytesLeft(), maxFields - fieldCount);
    }

    JsonGenerator generator() {
        return generator;
    }

    /** @throws ResponseLimitExceeded if the response has too many fields */
    void countFields(int someFields) {
        fieldCount += someFields;
        if (fieldCount > maxFields) {
            throw budget.tooManyFields();
        }
    }

    /** Writes a value that is serialized already. */
    void writeSerialized(byte[] json) {
        // Writes the separator before the value.
        generator.writeRawValue("");
        generator.flush();
        try {
            out.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int fieldCount() {
        return fieldCount;
    }

    /** What is written; complete after {@link #close}. */
    BoundedOutput output() {
        return out;
    }

    @Override
    public void close() {
        generator.close();
    }
}
