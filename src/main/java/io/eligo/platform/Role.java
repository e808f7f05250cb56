package io.eligo.platform;

/** One of {@code eligo.roles}; a server has all of them unless it is told otherwise, {@code run JOB} has none. */
public enum Role {
    /** Serves GraphQL, and keeps the readers' catalogue current. */
    API,
    /** Serves the operators' pages and operations. */
    CONSOLE,
    /** Fires schedules, and polls the outbox. */
    SCHEDULER,
    /** Runs jobs and their partitions. */
    WORKER
}
