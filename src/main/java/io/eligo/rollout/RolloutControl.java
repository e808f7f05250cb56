package io.eligo.rollout;

import io.eligo.customers.Customer;
import io.eligo.customers.CustomerReader;
import io.eligo.customers.Erasable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Reads and changes the switch. Every node follows a change within half a second of its commit. */
@Component
public class RolloutControl implements Erasable {
    private final RolloutTable table;
    private final CustomerReader customers;
    private final ApplicationEventPublisher events;

    RolloutControl(JdbcClient jdbc, CustomerReader customers, ApplicationEventPublisher events) {
        this.table = new RolloutTable(jdbc);
        this.customers = customers;
        this.events = events;
    }

    public Rollout find() {
        return table.findOtherThan(0).orElseThrow();
    }

    /** The switch, locked until the end of the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Rollout lock() {
        return table.lock();
    }

    /** The time of the database: windows and steps follow it, so that the clocks of the nodes do not matter. */
    public Instant findTime() {
        return table.findTime();
    }

    /**
     * Since when the switch has included users without interruption; if it includes none, since when it last did. {@link
     * Instant#MAX} until it is first set.
     */
    public Instant findOnSince() {
        return table.findOnSince();
    }

    /** When users were last added to those that the precomputed path answers: the cache has no copies of their grants yet. */
    public Instant findUsersAddedAt() {
        return table.findUsersAddedAt();
    }

    /**
     * Applies the change of a person, in the caller's transaction if there is one.
     *
     * @param changedBy subject of the operator's token
     * @throws InvalidRolloutException if a listed user is unknown or in both lists
     */
    @Transactional
    public Rollout change(RolloutChange change, String changedBy, @Nullable String reason) {
        return change(change, RolloutChangeApplied.Cause.PERSON, changedBy, reason);
    }

    /**
     * Applies a change, in the caller's transaction if there is one. Listeners of {@link RolloutChangeApplied} run in it.
     *
     * @param changedBy the person, the trigger or the schedule
     * @throws InvalidRolloutException if a listed user is unknown or in both lists
     */
    @Transactional
    public Rollout change(
            RolloutChange change, RolloutChangeApplied.Cause cause, String changedBy, @Nullable String reason) {
        Rollout before = table.lock();
        Set<UUID> allowed = change.allowed() == null ? before.allowed() : Set.copyOf(change.allowed());
        Set<UUID> denied = change.denied() == null ? before.denied() : Set.copyOf(change.denied());
        if (change.allowed() != null || change.denied() != null) {
            requireNoUserInBoth(allowed, denied);
            requireKnown("allow", change.allowed());
            requireKnown("deny", change.denied());
            table.replaceUsers(allowed, denied);
        }
        boolean enabled = change.enabled() == null ? before.enabled() : change.enabled();
        BigDecimal share = change.share() == null ? before.share() : change.share();
        boolean addsUsers = enabled
                && (!before.enabled()
                        || share.compareTo(before.share()) > 0
                        || !before.allowed().containsAll(allowed)
                        || !denied.containsAll(before.denied()));
        table.update(
                !before.includesNoUser(),
                addsUsers,
                enabled,
                share,
                change.shadowShare() == null ? before.shadowShare() : change.shadowShare(),
                changedBy,
                reason);
        events.publishEvent(new RolloutChangeApplied(change, cause, changedBy));
        return find();
    }

    @Override
    public int erase(UUID user, String pseudonym) {
        return table.removeUser(user, pseudonym);
    }

    private static void requireNoUserInBoth(Set<UUID> allowed, Set<UUID> denied) {
        Set<UUID> both = new HashSet<>(allowed);
        both.retainAll(denied);
        if (!both.isEmpty()) {
            throw new InvalidRolloutException(
                    "deny",
                    "no user of the list allow, such as " + both.iterator().next());
        }
    }

    private void requireKnown(String list, @Nullable List<UUID> users) {
        if (users == null) {
            return;
        }
        List<UUID> unknown = new ArrayList<>(users);
        unknown.removeAll(
                customers.findByIds(users).stream().map(Customer::userId).toList());
        if (!unknown.isEmpty()) {
            throw new InvalidRolloutException(list, "ids of users with a customer type; unknown: " + unknown.get(0));
        }
    }
}
