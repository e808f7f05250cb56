package io.eligo.grants;

import static java.util.stream.Collectors.groupingBy;

import io.eligo.catalog.AudienceIndex;
import io.eligo.catalog.Audiences;
import io.eligo.customers.Customers;
import io.eligo.customers.Relation;
import io.eligo.customers.UserRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The grants of users: read one, compare many, bring some in line. */
@Component
public class Grants {
    /** PostgreSQL's lock table is shared by all transactions; more locks in one could exhaust it. */
    public static final int MOST_USERS_AT_ONCE = 1_000;

    private final GrantsTable table;
    private final Customers customers;
    private final Audiences audiences;
    private final Decider decider;

    Grants(GrantsTable table, Customers customers, Audiences audiences, Decider decider) {
        this.table = table;
        this.customers = customers;
        this.audiences = audiences;
        this.decider = decider;
    }

    /** What a user is granted: the row, else computed from the user's relations and not stored, else a stranger's. */
    public UserGrants of(UUID user) {
        return table.of(user).orElseGet(() -> computed(user));
    }

    /** The users of a range, each compared with what the rules say, in user order and without locks. */
    public GrantsScan scan(UserRange range) {
        return new GrantsScan(range, customers, table, audiences, decider);
    }

    /**
     * Brings these users' rows in line with the rules: locks them, brings the index of audiences up to date, reads relations
     * and rows, decides, and writes only what differs. Call it inside a transaction at READ COMMITTED, once: the locks go at
     * its commit. A user without relations loses the row. Running it twice changes nothing.
     *
     * @param users at most {@link #MOST_USERS_AT_ONCE}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Tally reconcile(Collection<UUID> users) {
        if (users.size() > MOST_USERS_AT_ONCE) {
            throw new IllegalArgumentException(
                    "%d users at once, at most %d".formatted(users.size(), MOST_USERS_AT_ONCE));
        }
        table.lock(users);
        var changed = new HashMap<UUID, UserGrants>();
        var gone = new ArrayList<UUID>();
        Tally tally = Tally.NONE;
        for (Decided user : decide(users)) {
            tally = tally.plus(user.tally());
            UserGrants desired = user.desired();
            if (user.differs() && desired != null) {
                changed.put(user.userId(), desired);
            } else if (user.differs()) {
                gone.add(user.userId());
            }
        }
        if (!changed.isEmpty()) {
            table.write(changed);
        }
        if (!gone.isEmpty()) {
            table.delete(gone);
        }
        return tally;
    }

    private List<Decided> decide(Collection<UUID> users) {
        AudienceIndex upToDate = audiences.upToDate();
        List<Relation> relations = customers.relationsOf(users);
        AudienceIndex index = decider.indexFor(upToDate, relations);
        Map<UUID, List<Relation>> byUser = relations.stream().collect(groupingBy(Relation::userId));
        Map<UUID, UserGrants> actual = table.of(users);
        return users.stream()
                .map(user -> {
                    List<Relation> own = byUser.get(user);
                    return new Decided(user, actual.get(user), own == null ? null : Decider.decide(index, own));
                })
                .toList();
    }

    private UserGrants computed(UUID user) {
        List<Relation> relations = customers.relationsOf(List.of(user));
        if (relations.isEmpty()) {
            return UserGrants.STRANGER;
        }
        return Decider.decide(decider.indexFor(audiences.upToDate(), relations), relations);
    }
}
