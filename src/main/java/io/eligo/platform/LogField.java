package io.eligo.platform;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Fields of structured log lines, in addition to the text of their messages. {@code docs/logs.md} names them; tracing adds {@code traceId} and
 * {@code spanId}.
 */
public enum LogField {
    JOB("jobName"),
    EXECUTION("executionId"),
    LAUNCH("launchId"),
    EVENT("eventId");

    private final String key;

    LogField(String key) {
        this.key = key;
    }

    /** Adds the field to the lines of this thread until the result is closed, and then restores the field's former value. */
    public Entry put(Object value) {
        String former = MDC.get(key);
        MDC.put(key, String.valueOf(value));
        return () -> {
            if (former == null) {
                MDC.remove(key);
            } else {
                MDC.put(key, former);
            }
        };
    }

    /** Adds the field to the lines of this thread until it is removed. */
    public void set(Object value) {
        MDC.put(key, String.valueOf(value));
    }

    public void remove() {
        MDC.remove(key);
    }

    /** A field of the lines of one thread. */
    public interface Entry extends AutoCloseable {
        @Override
        void close();
    }

    /** The task with the fields of this thread, for another thread. */
    public static Runnable propagate(Runnable task) {
        Map<String, String> fields = MDC.getCopyOfContextMap();
        return () -> {
            Map<String, String> former = MDC.getCopyOfContextMap();
            set(fields);
            try {
                task.run();
            } finally {
                set(former);
            }
        };
    }

    private static void set(@Nullable Map<String, String> fields) {
        if (fields == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(fields);
        }
    }
}
