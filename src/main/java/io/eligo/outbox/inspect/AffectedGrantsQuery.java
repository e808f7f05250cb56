package io.eligo.outbox.inspect;

import io.eligo.copy.PostgresCopy;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the events in the queue name, parked and leased ones too. An event of everybody says by {@code emptied_source} which table
 * was emptied in its transaction: only that of customer types, or one that says nothing, names everybody.
 */
@Component
public class AffectedGrantsQuery {
    private static final String EVERYBODY = """
            SELECT EXISTS (
                SELECT FROM outbox_event e LEFT JOIN emptied_source s USING (xid) WHERE e.kind = 'everybody' AND s.offer_nos IS NULL)
            """;
    private static final String OFFERS = """
            SELECT offer_no FROM outbox_event e WHERE kind = 'offer'
            UNION
            SELECT unnest(s.offer_nos) FROM outbox_event e JOIN emptied_source s USING (xid) WHERE e.kind = 'everybody'
            """;
    private static final String USERS = "SELECT users FROM outbox_event e WHERE kind = 'users'";

    private final JdbcClient jdbc;
    private final PostgresCopy postgresCopy;

    AffectedGrantsQuery(JdbcClient jdbc, PostgresCopy postgresCopy) {
        this.jdbc = jdbc;
        this.postgresCopy = postgresCopy;
    }

    /** As the queue is now: to take away what it names is to do what its lanes would do. */
    public AffectedGrants findAffectedGrants() {
        if (jdbc.sql(EVERYBODY).query(Boolean.class).single()) {
            return new AffectedGrants(true, new UserHashSet(), Set.of());
        }
        var users = new UserHashSet();
        postgresCopy.readRows(USERS, row -> row.forEachUuid(users::add));
        Set<Integer> offerNos = jdbc.sql(OFFERS).query(Integer.class).set();
        return new AffectedGrants(false, users.sorted(), offerNos);
    }

    /** Forgets which tables were emptied in transactions whose events are done. */
    public void prune() {
        jdbc.sql("DELETE FROM emptied_source s WHERE NOT EXISTS (SELECT FROM outbox_event e WHERE e.xid = s.xid)")
                .update();
    }
}
