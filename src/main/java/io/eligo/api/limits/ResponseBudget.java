package io.eligo.api.limits;

import graphql.GraphQLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the answer to one request may still take: bytes of JSON, fields, and memory beside other answers. It is counted while the
 * answer is made, since only then it is known how long lists are. Used by the request's own thread.
 */
public final class ResponseBudget implements AutoCloseable {
    // What the usual page takes, many at once.
    private static final int SMALL_RESPONSE_BYTES = 256 * 1024;
    // The engine makes objects of a field before they are written as JSON.
    private static final int ENGINE_FIELD_WEIGHT = 5;

    private final int maxBytes;
    private final int maxFields;
    private final @Nullable LargeResponseMemory largeResponses;
    private final String user;
    private int bytes;
    private int fields;
    private long reserved;

    public ResponseBudget(int mostBytes, int mostFields, @Nullable LargeResponseMemory large, String user) {
        this.maxBytes = mostBytes;
        this.maxFields = mostFields;
        this.largeResponses = large;
        this.user = user;
    }

    /** For what we write ourselves, such as a refusal. */
    public static ResponseBudget unlimited() {
        return new ResponseBudget(Integer.MAX_VALUE, Integer.MAX_VALUE, null, "");
    }

    /** Of the request that the engine is at. */
    public static ResponseBudget from(GraphQLContext context) {
        ResponseBudget budget = context.get(ResponseBudget.class);
        return budget == null ? unlimited() : budget;
    }

    public int bytesLeft() {
        return maxBytes - bytes;
    }

    public int fieldsLeft() {
        return maxFields - fields;
    }

    /** What a part that is written has taken; never more than was left. */
    public void spend(int someBytes, int someFields) {
        bytes += someBytes;
        fields += someFields;
    }

    public void spendEngineField() {
        if (fieldsLeft() < ENGINE_FIELD_WEIGHT) {
            throw tooManyFields();
        }
        fields += ENGINE_FIELD_WEIGHT;
    }

    public ResponseLimitExceeded tooManyBytes() {
        return ResponseLimitExceeded.tooManyBytes(maxBytes);
    }

    public ResponseLimitExceeded tooManyFields() {
        return ResponseLimitExceeded.tooManyFields(maxFields);
    }

    /**
     * Called before a buffer grows to {@code size}.
     *
     * @throws AnswerRefused if the answer is no small one, and there is no memory for another large one
     */
    public void reserve(int size) {
        if (size > SMALL_RESPONSE_BYTES && reserved == 0 && largeResponses != null) {
            // A buffer that grows stands beside the one that it takes the place of.
            long wanted = 2L * maxBytes;
            if (!largeResponses.tryAcquire(user, wanted)) {
                throw ResponseLimitExceeded.tooManyLargeResponses();
            }
            reserved = wanted;
        }
    }

    /** The answer is made, and no longer than this: what was reserved beyond it is for others. */
    public void releaseBeyond(int length) {
        if (largeResponses != null && reserved > length) {
            largeResponses.release(user, reserved - length);
            reserved = length;
        }
    }

    @Override
    public void close() {
        releaseBeyond(0);
    }
}
