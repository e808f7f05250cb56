package io.eligo.api.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.api.ResponseLimitExceeded;
import io.eligo.api.execution.JsonResponse;
import io.eligo.api.execution.ResponseSerializer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Limits of the size of a response and of the number of large responses at once. */
class LargeResponseMemoryTest {
    private static final int MEGABYTE = 1 << 20;

    @Test
    void oneUserLeavesRoomForOthers() {
        var large = new LargeResponseMemory(80, 10, Duration.ZERO);

        assertThat(large.tryAcquire("a", 10)).isTrue();
        assertThat(large.tryAcquire("a", 10)).isTrue();
        assertThat(large.tryAcquire("a", 10)).isFalse();
        assertThat(large.tryAcquire("b", 10)).isTrue();
        large.release("a", 10);
        assertThat(large.tryAcquire("a", 10)).isTrue();
    }

    @Test
    void allTogetherTakeNoMoreThanThereIs() {
        var large = new LargeResponseMemory(30, 10, Duration.ZERO);

        assertThat(List.of("a", "b", "c")).allMatch(user -> large.tryAcquire(user, 10));
        assertThat(large.tryAcquire("d", 10)).isFalse();
    }

    @Test
    void releasedMemoryIsGivenToAWaitingResponse() throws Exception {
        var large = new LargeResponseMemory(10, 10, Duration.ofMinutes(1));
        large.tryAcquire("a", 10);

        CompletableFuture<Boolean> waits = CompletableFuture.supplyAsync(() -> large.tryAcquire("b", 10));
        large.release("a", 10);

        assertThat(waits.get()).isTrue();
    }

    @Test
    void aSmallAnswerNeedsNoneOfIt() {
        var large = new LargeResponseMemory(2 * MEGABYTE, 2 * MEGABYTE, Duration.ZERO);
        large.tryAcquire("a", 2 * MEGABYTE);

        assertThat(written(100_000, new ResponseBudget(MEGABYTE, 10, large, "b"))
                        .length())
                .isGreaterThan(100_000);
        assertThatThrownBy(() -> written(500_000, new ResponseBudget(MEGABYTE, 10, large, "b")))
                .isInstanceOf(ResponseLimitExceeded.class)
                .hasMessageContaining("too many large responses");
    }

    @Test
    void whatAnAnswerDoesNotNeedIsForOthersAndAllOfItOnceItIsSent() {
        var large = new LargeResponseMemory(2 * MEGABYTE, 2 * MEGABYTE, Duration.ZERO);
        var budget = new ResponseBudget(MEGABYTE, 10, large, "a");

        int length = written(500_000, budget).length();

        assertThat(large.tryAcquire("b", 2 * MEGABYTE - length + 1)).isFalse();
        assertThat(large.tryAcquire("b", 2 * MEGABYTE - length)).isTrue();
        large.release("b", 2 * MEGABYTE - length);
        budget.close();
        budget.close();
        assertThat(large.tryAcquire("b", 2 * MEGABYTE)).isTrue();
    }

    @Test
    void errorsAndValuesOfTheEngineCountAsWell() {
        assertThatThrownBy(() -> written(2 * MEGABYTE, new ResponseBudget(MEGABYTE, 10, null, "")))
                .isInstanceOf(ResponseLimitExceeded.class)
                .hasMessageContaining("more than 1048576 bytes");
    }

    private static JsonResponse written(int characters, ResponseBudget budget) {
        return new ResponseSerializer(new JsonMapper())
                .serialize(Map.of("errors", List.of(Map.of("message", "x".repeat(characters)))), budget);
    }
}
