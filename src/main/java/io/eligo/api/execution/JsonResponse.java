package io.eligo.api.execution;

import io.eligo.api.limits.ResponseBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FastByteArrayOutputStream;

/** A response under construction. A {@link JsonFragment} is referenced, not copied into one buffer with the rest. */
public final class JsonResponse {
    private static final int INITIAL_CAPACITY = 512;

    private final ResponseBudget budget;
    private final List<FastByteArrayOutputStream> parts = new ArrayList<>();
    private BoundedOutput tail;

    /** @param budget from which each {@link JsonFragment} has been spent already */
    JsonResponse(ResponseBudget budget) {
        this.budget = budget;
        this.tail = new BoundedOutput(INITIAL_CAPACITY, budget, budget.bytesLeft());
    }

    /** Appends to the part after the last fragment. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                tail.write(one);
            }

            @Override
            public void write(byte[] some, int from, int count) throws IOException {
                tail.write(some, from, count);
            }
        };
    }

    void add(JsonFragment fragment) {
        parts.add(tail);
        parts.add(fragment.json());
        budget.spend(tail.size(), 0);
        tail = new BoundedOutput(INITIAL_CAPACITY, budget, budget.bytesLeft());
    }

    public int length() {
        return parts.stream().mapToInt(FastByteArrayOutputStream::size).sum() + tail.size();
    }

    public void writeTo(OutputStream out) throws IOException {
        for (FastByteArrayOutputStream part : parts) {
            part.writeTo(out);
        }
        tail.writeTo(out);
    }
}
