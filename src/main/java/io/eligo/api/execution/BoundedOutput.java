package io.eligo.api.execution;

import io.eligo.api.limits.ResponseBudget;
import java.io.IOException;
import org.springframework.util.FastByteArrayOutputStream;

/** Bytes of JSON in memory, bounded by the budget of the response. */
final class BoundedOutput extends FastByteArrayOutputStream {
    private final ResponseBudget budget;
    private final int maxLength;

    /** @param expected estimated length in bytes */
    BoundedOutput(int expected, ResponseBudget budget, int maxLength) {
        super(expected);
        this.budget = budget;
        this.maxLength = maxLength;
    }

    int bytesLeft() {
        return maxLength - size();
    }

    @Override
    public void write(int one) throws IOException {
        reserve(1);
        super.write(one);
    }

    @Override
    public void write(byte[] some, int from, int count) throws IOException {
        reserve(count);
        super.write(some, from, count);
    }

    private void reserve(int count) {
        if (count > bytesLeft()) {
            throw budget.tooManyBytes();
        }
        budget.reserve(size() + count);
    }
}
