package io.eligo.outbox.inspect;

import io.eligo.copy.PostgresCopy;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds the grants that the events in the queue name, parked and leased events included. For an event of kind
 * {@code all}, {@code truncated_source} tells which table was truncated in its transaction: the event names all users if
 * that is the table of customer types or is unknown, else the offers listed there.
 */
@Component
public class AffectedGrantsQuery {
    private static final String ALL_USERS = """
            SELECT EXISTS (
                SELECT FROM outbox_event e LEFT JOIN truncated_source s USING (xid) WHERE e.kind = 'all' AND s.offer_nos IS NULL)
            """;
    private static final String OFFERS = """
            SELECT offer_no FROM outbox_event e WHERE kind = 'offer'
            UNION
            SELECT unnest(s.offer_nos) FROM outbox_event e JOIN truncated_source s USING (xid) WHERE e.kind = 'all'
            """;
    private static final String USERS = "SELECT users FROM outbox_event e WHERE kind = 'users'";

    private final JdbcClient jdbc;
    private final PostgresCopy postgresCopy;

    AffectedGrantsQuery(JdbcClient jdbc, PostgresCopy postgresCopy) {
        this.jdbc = jdbc;
        this.postgresCopy = postgresCopy;
    }

    /**
     * Returns the affected grants of the current queue. A revocation among them is one that the incremental runs
     * would make as well.
     */
    public NamedGrants findAffectedGrants() {
        if (jdbc.sql(ALL_USERS).query(Boolean.class).single()) {
            return new NamedGrants(true, new UserHashSet(), Set.of());
        }
        var users = new UserHashSet();
        postgresCopy.readRows(USERS, row -> row.forEachUuid(users::add));
        Set<Integer> offerNos = jdbc.sql(OFFERS).query(Integer.class).set();
        return new NamedGrants(false, users.sorted(), offerNos);
    }

    /** Deletes the records of truncated tables whose events have left the queue. */
    public void prune() {
        jdbc.sql("DELETE FROM truncated_source s WHERE NOT EXISTS (SELECT FROM outbox_event e WHERE e.xid = s.xid)")
                .update();
    }
}
