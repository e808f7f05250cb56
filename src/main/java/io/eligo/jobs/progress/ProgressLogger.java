package io.eligo.jobs.progress;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs progress lines at intervals, if there is no terminal. */
public final class ProgressLogger implements Progress {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    private String what = "";
    private long total;
    private long done;
    private long last;

    @Override
    public synchronized void begin(String what, long total) {
        this.what = what;
        this.total = total;
        this.done = 0;
        this.last = System.nanoTime();
    }

    @Override
    public synchronized void advance(long by) {
        done += by;
        if (System.nanoTime() - last >= INTERVAL) {
            last = System.nanoTime();
            if (total == 0) {
                log.info("Progress of {}: {}", what, done);
            } else {
                log.info("Progress of {}: {} of about {}", what, done, total);
            }
        }
    }

    @Override
    public synchronized void end() {
        log.info("Progress of {}: {}, done", what, done);
    }
}
