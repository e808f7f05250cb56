package io.eligo.feed;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A clock that tests set to a fixed instant, or to one for each of the next readings. */
public final class SettableClock extends Clock {
    private final Queue<Instant> next = new ConcurrentLinkedQueue<>();
    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

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

    @TestConfiguration(proxyBeanMethods = false)
    static class Configuration {
        @Bean
        @Primary
        SettableClock settableClock() {
            return new SettableClock();
        }
    }
}
