package io.eligo.changes;

import io.eligo.customers.CustomerTypes;
import io.eligo.grants.Grants;
import io.eligo.jobs.JobRecords;
import io.eligo.outbox.Outbox;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Takes a user out of every table, in the transaction of the caller. */
@Component
class Erasure {
    private final Grants grants;
    private final CustomerTypes types;
    private final Outbox outbox;
    private final JobRecords jobs;

    Erasure(Grants grants, CustomerTypes types, Outbox outbox, JobRecords jobs) {
        this.grants = grants;
        this.types = types;
        this.outbox = outbox;
        this.jobs = jobs;
    }

    record Receipt(UUID userId, int relations, int grants, int pendingEvents, int jobRecords, String freshness) {}

    /** Twice is once: the second receipt counts nothing. */
    Receipt erase(UUID user, String freshness) {
        // First, for its lock: nobody computes the user's grants until all this is committed, and then there is nothing
        // to compute.
        int grantsHeld = grants.erase(user);
        int events = outbox.forget(user);
        int relations = types.erase(user);
        // Once more, and not counted: that the relations went is itself an event that names the user.
        outbox.forget(user);
        return new Receipt(user, relations, grantsHeld, events, jobs.forget(user), freshness);
    }
}
