package io.eligo.jobs.runtime;

import io.eligo.platform.Node;
import io.eligo.platform.connections.ReservedConnections;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The processes that are connected to this database. */
@Component
public class NodeRegistry {
    private static final Logger log = LoggerFactory.getLogger(NodeRegistry.class);

    private final JdbcClient jdbc;
    private final JdbcClient reserved;
    private final String timeToLive;
    private final Node self;

    NodeRegistry(JdbcClient jdbc, ReservedConnections reserved, NodeSettings settings, Node self) {
        this.jdbc = jdbc;
        this.reserved = reserved.jdbc();
        this.timeToLive = settings.deadAfter().toString();
        this.self = self;
    }

    /** @param roles in the spelling of {@code eligo.roles}; empty for a process that runs one job and ends */
    public record NodeStatus(String name, Set<String> roles, Instant startedAt, Instant heartbeatAt, boolean alive) {}

    /** The nodes seen during the last day, newest first. */
    public List<NodeStatus> findRecent() {
        return jdbc.sql("""
                        SELECT name, roles, started_at, heartbeat_at, expires_at >= now() AS alive
                        FROM batch.node WHERE heartbeat_at > now() - interval '1 day' ORDER BY started_at DESC, name
                        """)
                .query((row, n) -> new NodeStatus(
                        row.getString("name"),
                        Set.of((String[]) row.getArray("roles").getArray()),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("heartbeat_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("alive")))
                .list();
    }

    /**
     * Counts of nodes.
     *
     * @param dead nodes that have expired within the last 15 minutes
     * @param heartbeatAge the age of the oldest last heartbeat of a live node in seconds; 0 without live nodes
     */
    record NodeSummary(Map<String, Long> liveByRole, long dead, double heartbeatAge) {}

    NodeSummary summarize() {
        Map<String, Long> liveByRole = jdbc
                .sql(
                        "SELECT role, count(*) FROM batch.node, unnest(roles) AS role WHERE expires_at >= now() GROUP BY role")
                .query((row, n) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return jdbc.sql("""
                        SELECT count(*) FILTER (WHERE expires_at < now()),
                            coalesce(extract(epoch FROM now() - min(heartbeat_at) FILTER (WHERE expires_at >= now())), 0)
                        FROM batch.node WHERE expires_at > now() - interval '15 minutes'
                        """)
                .query((row, n) -> new NodeSummary(liveByRole, row.getLong(1), row.getDouble(2)))
                .single();
    }

    /** Whether any live node has the role. */
    public boolean hasLiveNode(String role) {
        return findRecent().stream()
                .anyMatch(node -> node.alive() && node.roles().contains(role));
    }

    public String self() {
        return self.name();
    }

    void recordHeartbeat() {
        reserved.sql("""
                        INSERT INTO batch.node (name, roles, expires_at) VALUES (?, ?, now() + ?::interval)
                        ON CONFLICT (name) DO UPDATE SET heartbeat_at = now(), expires_at = excluded.expires_at
                        """)
                .params(self.name(), self.roles().toArray(String[]::new), timeToLive)
                .update();
    }

    /** Deregisters this node at an orderly shutdown, so that other nodes need not wait until its heartbeat expires. */
    void deregister() {
        try {
            reserved.sql("DELETE FROM batch.node WHERE name = ?")
                    .param(self.name())
                    .update();
        } catch (DataAccessException | TransactionException e) {
            log.info(
                    "Node deregistration failed, the node expires by itself: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }
}
