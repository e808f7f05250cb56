package io.eligo.api.limits;

import graphql.GraphQLContext;
import io.eligo.api.ResponseLimitExceeded;
import org.jspecify.annotations.Nullable;

/**
 * Remaining budget of one response: bytes of JSON, fields, and memory shared with other responses. It is spent while the
 * response is produced, because the length of lists is not known before. Not thread-safe: only the thread
 * of the request uses it.
 */
public final class ResponseBudget implements AutoCloseable {
    // The size of a usual page; many of these are produced at once.
    private static final int SMALL_RESPONSE_BYTES = 256 * 1024;
    // The engine creates objects for a field before it is written as JSON.
    private static final int ENGINE_FIELD_WEIGHT = 5;

    private final int maxBytes;
    private final int maxFields;
    private final @Nullable LargeResponseMemory largeResponses;
    private final String user;
    private int bytes;
    private int fields;
    private long reserved;

    public ResponseBudget(int maxBytes, int maxFields, @Nullable LargeResponseMemory largeResponses, String user) {
        this.maxBytes = maxBytes;
        this.maxFields = maxFields;
        this.largeResponses = largeResponses;
        this.user = user;
    }

    /** An unlimited budget, for responses that Eligo writes itself, such as a rejection. */
    public static ResponseBudget unlimited() {
        return new ResponseBudget(Integer.MAX_VALUE, Integer.MAX_VALUE, null, "");
    }

    /** The budget of the request that the engine executes. */
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

    /** Spends the bytes and fields of a part that is written; the part must fit into the remaining budget. */
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
     * Called before a buffer grows to {@code size} bytes.
     *
     * @throws ResponseLimitExceeded if the response is large and no memory is free for another large response
     */
    public void reserve(int size) {
        if (size > SMALL_RESPONSE_BYTES && reserved == 0 && largeResponses != null) {
            // A growing buffer and its predecessor are in memory at the same time.
            long bytesNeeded = 2L * maxBytes;
            if (!largeResponses.tryAcquire(user, bytesNeeded)) {
                throw ResponseLimitExceeded.tooManyLargeResponses();
            }
            reserved = bytesNeeded;
        }
    }

    /** Called when the response is complete with {@code length} bytes. Releases the memory that is reserved beyond it. */
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
