package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

class SingleFlightTest {
    private final ExecutorService threads = Executors.newCachedThreadPool(new CustomizableThreadFactory("flight-"));
    private final SingleFlight<String, Integer> singleFlight = new SingleFlight<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
    }

    @Test
    void callersDuringAReadShareTheNext() throws Exception {
        Future<Integer> first = threads.submit(this::read);
        Awaitility.await().until(() -> reads.get() == 1);
        var others = new ArrayList<Future<Integer>>();
        for (int i = 0; i < 20; i++) {
            others.add(threads.submit(this::read));
        }
        Awaitility.await().until(() -> countWaitingThreads() == 20);
        assertThat(reads).hasValue(1);
        firstMayEnd.countDown();
        assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(1);
        for (Future<Integer> other : others) {
            assertThat(other.get(1, TimeUnit.MINUTES)).isEqualTo(2);
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void differentKeysDoNotWaitForEachOther() {
        threads.submit(this::read);
        Awaitility.await().until(() -> reads.get() == 1);
        assertThat(singleFlight.execute("another", () -> 7)).isEqualTo(7);
    }

    @Test
    void aFailureIsNotShared() {
        Callable<Integer> failing = () -> singleFlight.execute("key", () -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(failing::call).hasMessage("no");
        assertThat(singleFlight.execute("key", () -> 3)).isEqualTo(3);
    }

    private int read() {
        return singleFlight.execute("key", () -> {
            int number = reads.incrementAndGet();
            if (number == 1) {
                await(firstMayEnd);
            }
            return number;
        });
    }

    private long countWaitingThreads() {
        List<Thread.State> waits = List.of(Thread.State.TIMED_WAITING);
        return Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("flight-") && waits.contains(thread.getState()))
                        .count()
                - (firstMayEnd.getCount() > 0 ? 1 : 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
