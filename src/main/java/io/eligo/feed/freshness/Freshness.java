package io.eligo.feed.freshness;

import graphql.schema.DataFetchingEnvironment;
import io.eligo.catalog.CatalogView;
import io.eligo.grants.ResolvedGrants;
import io.eligo.outbox.FreshnessToken;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How fresh what one request has read is: {@code extensions.freshness}. Fields of a request may be read by several threads. */
public final class Freshness {
    private final @Nullable FreshnessToken token;
    private @Nullable CatalogView view;
    private ResolvedGrants.@Nullable GrantsSource source;
    private @Nullable Boolean arrived;
    private boolean rolledBack;

    /** @param token what the caller wants to see; null if whatever there is will do */
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

    /** @param never the change was rolled back, so that it will not arrive at all */
    synchronized void arrived(boolean whether, boolean never) {
        arrived = whether;
        rolledBack = never;
    }

    /** Of several reads the last counts, and one that had to be computed more than one from the table. */
    public synchronized void recordRead(CatalogView from, ResolvedGrants.GrantsSource how) {
        view = from;
        source = source == ResolvedGrants.GrantsSource.COMPUTED ? source : how;
    }

    /** Where offers were read from; call it only where they were. */
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
        extension.put("pending", view.pending());
        if (arrived != null) {
            extension.put("arrived", arrived);
        }
        if (rolledBack) {
            extension.put("rolledBack", true);
        }
        return extension;
    }
}
