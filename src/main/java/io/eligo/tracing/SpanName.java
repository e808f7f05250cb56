package io.eligo.tracing;

/** The spans that Eligo records. {@code docs/monitoring.md} says what each covers. */
public enum SpanName {
    REQUEST("POST /graphql"),
    CACHE_READ("cache.read"),
    CACHE_LOAD("cache.load"),
    GRANTS_READ("grants.read"),
    QUERY_TIME_READ("offers.query-time"),
    OUTBOX_EVENT("outbox.event"),
    OUTBOX_LEASE("outbox.lease"),
    JOB("job"),
    JOB_BATCH("job.batch"),
    CACHE_EVICTION("cache.eviction"),
    READ_AFTER_EVICTION("cache.read-after-eviction");

    private final String text;

    SpanName(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
