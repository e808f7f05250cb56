package io.eligo.feed;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** A clock that tests set to a fixed instant, or to one for each of the next readings. */
public final class SettableClock extends Clock {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final Queue<Instant> next = new ConcurrentLinkedQueue<>();
    private volatile Instant now = START;

    public void set(Instant now) {
        next.clear();
        this.now = now;
    }

    /** The next reading gives {@code first}, and each reading after it {@code then}. */
    void setForOneReading(Instant first, Instant then) {
        set(then);
        next.add(first);
    }

    @Override
    public Instant instant() {
        Instant first = next.poll();
        return first == null ? now : first;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    /** Each test starts with the same instant, whatever the tests before it have set: they share the application. */
    static final class Reset implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext test) {
            SpringExtension.getApplicationContext(test)
                    .getBean(SettableClock.class)
                    .set(START);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Configuration {
        @Bean
        @Primary
        SettableClock settableClock() {
            return new SettableClock();
        }
    }
}
