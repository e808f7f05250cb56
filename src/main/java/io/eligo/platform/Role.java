package io.eligo.platform;

/** A value of {@code eligo.roles}. A server has all roles by default, {@code run JOB} has none. */
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
