package io.eligo.jobs.schedules;

import io.eligo.customers.Customers;
import io.eligo.jobs.Jobs;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.OutboxSettings;
import java.time.Duration;
import org.springframework.boot.test.context.TestComponent;

/** Works off the outbox when a test says so, as the poller does by itself. */
@TestComponent
public class OutboxWorker {
    private final Outbox outbox;
    private final Poller poller;

    OutboxWorker(Outbox outbox, Customers customers, Jobs jobs, OutboxSettings settings) {
        this.outbox = outbox;
        this.poller = new Poller(
                outbox,
                customers,
                jobs,
                new LeasedRuns(jobs, outbox, settings),
                new PollerSettings(Duration.ofMillis(100), 200, 2));
    }

    /** Once what each lane would do. */
    public void runOnce() {
        poller.runOnce();
    }

    /** Until nothing waits but what has failed and is to be tried later. */
    public void drain() {
        while (!outbox.backlog().empty()) {
            poller.runOnce();
        }
    }
}
