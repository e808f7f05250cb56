package io.eligo.api.execution;

import io.eligo.api.limits.ResponseBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A response under construction. A {@link JsonFragment} is referenced, not copied into one buffer with the rest. */
public final class JsonResponse {
    private static final int INITIAL_CAPACITY = 512;

    private final ResponseBudget budget;
    private final List<JsonFragment> fragments = new ArrayList<>();
    private JsonBuffer tail;

    /** @param budget from which each {@link JsonFragment} has been spent already */
    JsonResponse(ResponseBudget budget) {
        this.budget = budget;
        this.tail = new JsonBuffer(INITIAL_CAPACITY, budget);
    }

    /** The buffer for the JSON that follows the last fragment. */
    JsonBuffer tail() {
        return tail;
    }

    void add(JsonFragment fragment) {
        fragments.add(new JsonFragment(tail.bytes(), tail.length()));
        fragments.add(fragment);
        budget.spend(tail.length(), 0);
        tail = new JsonBuffer(INITIAL_CAPACITY, budget);
    }

    public int length() {
        return fragments.stream().mapToInt(JsonFragment::length).sum() + tail.length();
    }

    public void writeTo(OutputStream out) throws IOException {
        for (JsonFragment fragment : fragments) {
            out.write(fragment.bytes(), 0, fragment.length());
        }
        out.write(tail.bytes(), 0, tail.length());
    }
}
