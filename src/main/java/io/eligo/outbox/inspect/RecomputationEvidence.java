package io.eligo.outbox.inspect;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds which grants of a user are still to be recomputed or were recomputed lately, in the caller's transaction. */
@Component
public class RecomputationEvidence {
    private final JdbcClient jdbc;

    RecomputationEvidence(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Offers that events name.
     *
     * @param allOffers whether an event names no offer, but users
     * @param offers the offers with an event of their own
     */
    public record RecomputedOffers(boolean allOffers, Set<UUID> offers) {
        public boolean includes(UUID offer) {
            return allOffers || offers.contains(offer);
        }
    }

    /** Events of the user in the queue, leased, deferred and parked ones included. Reads the whole queue. */
    public RecomputedOffers findPending(UUID user, Collection<UUID> offers) {
        return recomputedOffers(jdbc.sql("""
                        SELECT DISTINCT offer_id FROM outbox_event
                        WHERE CASE kind WHEN 'offer' THEN offer_id = ANY (?) WHEN 'users' THEN ? = ANY (users) ELSE true END
                        """).params(offers.toArray(UUID[]::new), user));
    }

    /** Events that have left the queue since then, at most an hour ago. The history does not know of which users they were. */
    public RecomputedOffers findProcessed(Collection<UUID> offers, Instant since) {
        return recomputedOffers(jdbc.sql("""
                        SELECT DISTINCT offer_id FROM outbox_done WHERE done_at >= ? AND (kind <> 'offer' OR offer_id = ANY (?))
                        """).params(since.atOffset(ZoneOffset.UTC), offers.toArray(UUID[]::new)));
    }

    private static RecomputedOffers recomputedOffers(JdbcClient.StatementSpec statement) {
        List<@Nullable UUID> named = statement
                .query((row, n) -> row.getObject("offer_id", UUID.class))
                .list();
        Set<UUID> offers = new HashSet<>();
        named.stream().filter(Objects::nonNull).forEach(offers::add);
        return new RecomputedOffers(named.contains(null), offers);
    }
}
