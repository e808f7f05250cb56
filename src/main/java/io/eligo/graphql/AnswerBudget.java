package io.eligo.graphql;

import graphql.GraphQLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the answer to one request may still take: bytes of JSON, fields, and memory beside other answers. It is counted while the
 * answer is made, since only then it is known how long lists are. Used by the request's own thread.
 */
final class AnswerBudget implements AutoCloseable {
    // What the usual page takes, many at once.
    private static final int SMALL = 256 * 1024;
    // The engine makes objects of a field before they are written as JSON.
    private static final int FIELDS_OF_ENGINE = 5;

    private final int mostBytes;
    private final int mostFields;
    private final @Nullable LargeAnswers large;
    private final String user;
    private int bytes;
    private int fields;
    private long reserved;

    AnswerBudget(int mostBytes, int mostFields, @Nullable LargeAnswers large, String user) {
        this.mostBytes = mostBytes;
        this.mostFields = mostFields;
        this.large = large;
        this.user = user;
    }

    /** For what we write ourselves, such as a refusal. */
    static AnswerBudget unlimited() {
        return new AnswerBudget(Integer.MAX_VALUE, Integer.MAX_VALUE, null, "");
    }

    /** Of the request that the engine is at. */
    static AnswerBudget of(GraphQLContext context) {
        AnswerBudget budget = context.get(AnswerBudget.class);
        return budget == null ? unlimited() : budget;
    }

    int bytesLeft() {
        return mostBytes - bytes;
    }

    int fieldsLeft() {
        return mostFields - fields;
    }

    /** What a part that is written has taken; never more than was left. */
    void spend(int someBytes, int someFields) {
        bytes += someBytes;
        fields += someFields;
    }

    void spendFieldOfEngine() {
        if (fieldsLeft() < FIELDS_OF_ENGINE) {
            throw tooManyFields();
        }
        fields += FIELDS_OF_ENGINE;
    }

    AnswerRefused tooManyBytes() {
        return AnswerRefused.tooManyBytes(mostBytes);
    }

    AnswerRefused tooManyFields() {
        return AnswerRefused.tooManyFields(mostFields);
    }

    /**
     * Called before a buffer grows to {@code size}.
     *
     * @throws AnswerRefused if the answer is no small one, and there is no memory for another large one
     */
    void reserve(int size) {
        if (size > SMALL && reserved == 0 && large != null) {
            // A buffer that grows stands beside the one that it takes the place of.
            long wanted = 2L * mostBytes;
            if (!large.take(user, wanted)) {
                throw AnswerRefused.tooManyAtOnce();
            }
            reserved = wanted;
        }
    }

    /** The answer is made, and no longer than this: what was reserved beyond it is for others. */
    void settle(int length) {
        if (large != null && reserved > length) {
            large.giveBack(user, reserved - length);
            reserved = length;
        }
    }

    @Override
    public void close() {
        settle(0);
    }
}
