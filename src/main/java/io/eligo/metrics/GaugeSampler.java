package io.eligo.metrics;

import io.eligo.platform.OutageLog;
import io.eligo.platform.RequestDeadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Reads the values of gauges that are in the database, every ten seconds. A scrape waits neither for PostgreSQL nor for a
 * connection, and any number of scrapes cost the database nothing.
 */
@Component
public class GaugeSampler {
    private static final Logger log = LoggerFactory.getLogger(GaugeSampler.class);

    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);

    private final List<Sample<?>> samples = new CopyOnWriteArrayList<>();

    /**
     * @param subject what is read, for logs
     * @param query one or a few short statements; must not return null
     */
    public <T> Sample<T> register(String subject, Supplier<T> query) {
        var outage = new OutageLog(
                log,
                "Metrics of {} cannot be read, they are NaN until they can be: {}",
                "Metrics of {} can be read again after {} s",
                subject);
        var sample = new Sample<>(query, outage);
        samples.add(sample);
        return sample;
    }

    @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
    public synchronized void sampleOnce() {
        for (Sample<?> sample : samples) {
            if (!read(sample)) {
                // The others would wait for a connection too.
                samples.forEach(Sample::clear);
                return;
            }
        }
    }

    /** Returns whether the database can be reached. */
    private boolean read(Sample<?> sample) {
        RequestDeadline.start(STATEMENT_TIMEOUT);
        try {
            sample.read();
            sample.outage().recordSuccess();
            return true;
        } catch (DataAccessResourceFailureException | TransactionException e) {
            // The heartbeat logs once that the database is unavailable.
            log.debug("Metrics not read because the database is unavailable", e);
            return false;
        } catch (DataAccessException e) {
            sample.clear();
            sample.outage().recordFailure(e);
            return true;
        } finally {
            RequestDeadline.clear();
        }
    }
}
