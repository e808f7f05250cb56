package io.eligo.startup.settings;

import io.eligo.startup.StartupFailure;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/** Former names of settings. A start with one of them is refused, because the setting would be ignored otherwise. */
final class RenamedSettings {
    static final List<Renamed> ALL = List.of(
            new Renamed("eligo.cache.lease", "eligo.cache.lease-duration"),
            new Renamed("eligo.cache.lifetime", "eligo.cache.time-to-live"),
            new Renamed("eligo.cache.look", "eligo.cache.maintenance-interval"),
            new Renamed("eligo.cache.patience", "eligo.cache.eviction-timeout"),
            new Renamed("eligo.cache.trust", "eligo.cache.max-staleness"),
            new Renamed("eligo.catalog.refresh", "eligo.catalog.refresh-interval"),
            new Renamed("eligo.catalog.stale", "eligo.catalog.unhealthy-after"),
            new Renamed("eligo.freshness.longest-wait", "eligo.freshness.max-wait"),
            new Renamed("eligo.graphql.documents", "eligo.graphql.document-cache-size"),
            new Renamed("eligo.graphql.renderings", "eligo.graphql.fragment-cache-size"),
            new Renamed("eligo.jobs.dir", "eligo.job-files"),
            new Renamed("eligo.jobs.progress", "eligo.job-progress"),
            new Renamed("eligo.limits.answer", "eligo.limits.response-size"),
            new Renamed("eligo.limits.body", "eligo.limits.body-size"),
            new Renamed("eligo.limits.http.bodies", "eligo.limits.http.pending-bodies"),
            new Renamed("eligo.limits.http.bodies-per-user", "eligo.limits.http.pending-bodies-per-user"),
            new Renamed("eligo.limits.http.body-time", "eligo.limits.http.body-timeout"),
            new Renamed("eligo.limits.time", "eligo.limits.timeout"),
            new Renamed("eligo.nodes.heartbeat", "eligo.nodes.heartbeat-interval"),
            new Renamed("eligo.outbox.attempts", "eligo.outbox.max-attempts"),
            new Renamed("eligo.outbox.backoff", "eligo.outbox.initial-backoff"),
            new Renamed("eligo.outbox.lease", "eligo.outbox.lease-duration"),
            new Renamed("eligo.outbox.longest-backoff", "eligo.outbox.max-backoff"),
            new Renamed("eligo.poller.interval", "eligo.outbox.poller.interval"),
            new Renamed("eligo.poller.merchants-at-most", "eligo.outbox.poller.max-merchants"),
            new Renamed("eligo.poller.share-at-most", "eligo.outbox.poller.max-user-share"),
            new Renamed("eligo.retention.parked", "eligo.retention.parked-events"),
            new Renamed("eligo.retention.runs", "eligo.retention.completed-runs"),
            dropped("eligo.limits.alias-length"),
            dropped("eligo.limits.aliases"),
            dropped("eligo.limits.answer-fields"),
            dropped("eligo.limits.characters"),
            dropped("eligo.limits.directives"),
            dropped("eligo.limits.fields"),
            dropped("eligo.limits.root-fields"));

    /** @param newName empty if the setting is dropped */
    record Renamed(String oldName, String newName) {
        private void refuse(ConfigurationProperty found) {
            throw new StartupFailure(
                    newName.isEmpty()
                            ? String.format(Locale.ROOT, "%s is no longer a setting.", oldName)
                            : String.format(Locale.ROOT, "%s is now called %s.", oldName, newName),
                    SettingOrigin.describe(found)
                            .map(origin -> String.format(Locale.ROOT, "Correct %s.", origin))
                            .orElse("Correct it."));
        }
    }

    private static Renamed dropped(String name) {
        return new Renamed(name, "");
    }

    /** @throws StartupFailure if a former name is set, in any spelling that would be accepted for it */
    static void refuse(Environment environment) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            for (Renamed renamed : ALL) {
                ConfigurationProperty found =
                        source.getConfigurationProperty(ConfigurationPropertyName.of(renamed.oldName()));
                if (found != null) {
                    renamed.refuse(found);
                }
            }
        }
    }

    private RenamedSettings() {}
}
