package io.eligo.outbox;

import java.util.Map;

/**
 * A condition on rows of {@code outbox_event}.
 *
 * @param sql what follows {@code WHERE}, with named parameters
 * @param parameters the values of the named parameters
 */
public record EventCondition(String sql, Map<String, Object> parameters) {
    public EventCondition {
        parameters = Map.copyOf(parameters);
    }

    static EventCondition visibleIn(String snapshot) {
        return new EventCondition("""
                pg_visible_in_snapshot(xid, :snapshot::pg_snapshot)
                AND NOT EXISTS (SELECT FROM unnest(further_xids) AS change WHERE NOT pg_visible_in_snapshot(change, :snapshot::pg_snapshot))""", Map.of("snapshot", snapshot));
    }
}
