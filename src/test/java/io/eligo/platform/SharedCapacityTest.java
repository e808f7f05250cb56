package io.eligo.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedCapacityTest {
    private final SharedCapacity places = new SharedCapacity(2, 1, Duration.ofMinutes(1));
    private final AtomicInteger acquired = new AtomicInteger();

    @Test
    void theRequestsOfOneUserThatWaitLeaveRoomForOthersToWait() {
        assertThat(places.tryAcquire("one", 1)).isTrue();
        assertThat(places.tryAcquire("two", 1)).isTrue();
        List<Thread> flood = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            flood.add(start("one"));
        }
        await().until(() -> countWaiting(flood) == 5 && countEnded(flood) == 55);

        Thread other = start("three");
        await().until(() -> other.getState() == Thread.State.TIMED_WAITING);
        places.release("two", 1);
        await().until(() -> !other.isAlive());
        assertThat(acquired).as("a user has one place at most").hasValue(1);

        flood.forEach(Thread::interrupt);
        await().until(() -> countEnded(flood) == 60);
        assertThat(acquired).hasValue(1);
        places.release("one", 1);
        assertThat(places.tryAcquire("one", 1)).isTrue();
    }

    private Thread start(String user) {
        var thread = new Thread(() -> {
            if (places.tryAcquire(user, 1)) {
                acquired.incrementAndGet();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static long countWaiting(List<Thread> threads) {
        return threads.stream()
                .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                .count();
    }

    private static long countEnded(List<Thread> threads) {
        return threads.stream().filter(thread -> !thread.isAlive()).count();
    }
}
