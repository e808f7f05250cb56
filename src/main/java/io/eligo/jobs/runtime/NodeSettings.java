package io.eligo.jobs.runtime;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.nodes.*}.
 *
 * @param heartbeat the heartbeat interval
 * @param deadAfter if this node sends no heartbeat for this long, other nodes take it for dead and may take over its runs;
 *     at least three heartbeats. Nodes may differ: each states with its heartbeat when it expires.
 */
@ConfigurationProperties("eligo.nodes")
public record NodeSettings(
        @DefaultValue("PT2S") Duration heartbeat,
        @DefaultValue("PT12S") Duration deadAfter) {
    public NodeSettings {
        if (heartbeat.toMillis() < 100) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.nodes.heartbeat is %s, it must be at least PT0.1S", heartbeat));
        }
        if (deadAfter.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.nodes.dead-after is %s, it must be at least three heartbeats of %s",
                    deadAfter,
                    heartbeat));
        }
    }
}
