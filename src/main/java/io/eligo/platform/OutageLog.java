package io.eligo.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.springframework.core.NestedExceptionUtils;

/**
 * Logs a failure that lasts, such as an outage: once when it begins, and once when it ends. At debug it logs each failure with its
 * stack trace. An activity that is repeated, such as a poll, has one of these and reports each success and each failure to it.
 * Thread-safe; a success without a failure before it costs one volatile read.
 */
public final class OutageLog {
    private static final long NONE = Long.MIN_VALUE;

    private final Logger log;
    private final String begin;
    private final String end;
    private final List<Object> subject;
    private final AtomicLong beganAt = new AtomicLong(NONE);

    /**
     * @param begin the message at WARN; its last {@code {}} is the cause
     * @param end the message at INFO; its last {@code {}} is the duration in seconds
     * @param subject the values of the placeholders before the last, in both messages
     */
    public OutageLog(Logger log, String begin, String end, Object... subject) {
        this.log = log;
        this.begin = begin;
        this.end = end;
        this.subject = List.of(subject);
    }

    public void recordFailure(Exception failure) {
        if (beganAt.get() == NONE && beganAt.compareAndSet(NONE, System.nanoTime())) {
            log.warn(begin, withSubject(describe(NestedExceptionUtils.getMostSpecificCause(failure))));
        }
        log.debug("Stack trace of a failure that lasts", failure);
    }

    public void recordSuccess() {
        if (beganAt.get() == NONE) {
            return;
        }
        long began = beganAt.getAndSet(NONE);
        if (began != NONE) {
            log.info(end, withSubject(String.format(Locale.ROOT, "%.1f", (System.nanoTime() - began) / 1e9)));
        }
    }

    /** Runtime exceptions of the JDK are defects, whose messages say little without the type. */
    private static String describe(Throwable cause) {
        boolean defect = cause instanceof RuntimeException
                && cause.getClass().getPackageName().startsWith("java.");
        String message = cause.getMessage();
        return message == null || defect ? cause.toString() : message;
    }

    private Object[] withSubject(String last) {
        var values = new ArrayList<>(subject);
        values.add(last);
        return values.toArray();
    }
}
