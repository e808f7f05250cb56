package io.eligo.mutations;

import io.eligo.customers.CustomerTypeWriter;
import io.eligo.customers.Erasable;
import io.eligo.grants.Grants;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.OutboxErasure;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Erases a user from every table, in the transaction of the caller. */
@Component
class Erasure {
    private final Grants grants;
    private final CustomerTypeWriter types;
    private final Outbox outbox;
    private final OutboxErasure outboxErasure;
    private final List<Erasable> records;
    private final Pseudonyms pseudonyms;

    Erasure(
            Grants grants,
            CustomerTypeWriter types,
            Outbox outbox,
            OutboxErasure outboxErasure,
            List<Erasable> records,
            Pseudonyms pseudonyms) {
        this.grants = grants;
        this.types = types;
        this.outbox = outbox;
        this.outboxErasure = outboxErasure;
        this.records = records;
        this.pseudonyms = pseudonyms;
    }

    record ErasureReceipt(
            UUID userId, int relations, int grants, int pendingEvents, int jobRecords, String freshness) {}

    /** Idempotent: the second receipt has zero counts. */
    ErasureReceipt erase(UUID user, String freshness) {
        // Erasing grants comes first, because it locks the user: no reconciliation computes the grants of the user
        // until the transaction has committed, and then there is nothing to compute.
        int grantsHeld = grants.erase(user);
        String before = outbox.currentSnapshot();
        int events = outboxErasure.removeUser(user, before);
        int relations = types.erase(user);
        // The second removal is not counted: deleting the relations creates an event that names the user. Events that
        // came since then have no effect, unless the user has a new relation: then they stay.
        String after = outbox.currentSnapshot();
        outboxErasure.removeUser(user, types.hasRelation(user) ? before : after);
        return new ErasureReceipt(user, relations, grantsHeld, events, records(user), freshness);
    }

    private int records(UUID user) {
        outboxErasure.erase(user, Erasable.ERASED);
        String pseudonym = pseudonyms.pseudonymFor(user);
        return records.stream().mapToInt(some -> some.erase(user, pseudonym)).sum();
    }
}
