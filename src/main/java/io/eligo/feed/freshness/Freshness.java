package io.eligo.feed.freshness;

import graphql.schema.DataFetchingEnvironment;
import io.eligo.catalog.CatalogView;
import io.eligo.grants.ResolvedGrants;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.PendingEvents;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Freshness of the data that one request has read: {@code extensions.freshness}. Thread-safe, because several threads may
 * resolve the fields of a request.
 */
public final class Freshness {
    private final @Nullable FreshnessToken token;
    private @Nullable CatalogView view;
    private ResolvedGrants.@Nullable GrantsSource source;
    private @Nullable Boolean arrived;
    private boolean rolledBack;

    /** @param token the change that must be visible; null if the caller names none */
    Freshness(@Nullable FreshnessToken token) {
        this.token = token;
    }

    public static Freshness from(DataFetchingEnvironment field) {
        return Objects.requireNonNull(field.getGraphQlContext().get(Freshness.class));
    }

    @Nullable
    public FreshnessToken token() {
        return token;
    }

    synchronized @Nullable Boolean arrived() {
        return arrived;
    }

    /**
     * Records whether the change of the token is visible.
     *
     * @param rolledBack the change was rolled back and will never become visible
     */
    synchronized void arrived(boolean arrived, boolean rolledBack) {
        this.arrived = arrived;
        this.rolledBack = rolledBack;
    }

    /**
     * Records the source of a read. The last read of a request counts, but {@code COMPUTED} takes precedence over
     * any other source.
     */
    public synchronized void recordRead(CatalogView from, ResolvedGrants.GrantsSource how) {
        view = from;
        source = source == ResolvedGrants.GrantsSource.COMPUTED ? source : how;
    }

    /** The source of the offers; call it only if offers were read. */
    synchronized ResolvedGrants.GrantsSource source() {
        return Objects.requireNonNull(source);
    }

    /** Null if no offers were read. */
    synchronized @Nullable Map<String, Object> toExtension() {
        if (view == null || source == null) {
            return null;
        }
        var extension = new LinkedHashMap<String, Object>();
        extension.put("asOf", view.asOf().toString());
        extension.put("source", source.name().toLowerCase(Locale.ROOT));
        extension.put("pending", view.state(PendingEvents.class).count());
        if (arrived != null) {
            extension.put("arrived", arrived);
        }
        if (rolledBack) {
            extension.put("rolledBack", true);
        }
        return extension;
    }
}
