package io.eligo.grants;

import io.eligo.cache.Evictions;
import io.eligo.catalog.CatalogView;
import io.eligo.grants.store.GrantsTable;
import io.eligo.grants.store.UserGrants;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * For the shadow, which asks whether a reader may lag: a user's stored grants, whether they were written since the reader's view,
 * and whether an eviction is pending, in the caller's transaction.
 */
@Component
public class StoredGrantsEvidence {
    /** Longer than a cached copy may outlive the commit of its eviction, and than a batch of writes takes until its commit. */
    public static final Duration MAX_LAG = Duration.ofSeconds(10);

    private final GrantsTable table;
    private final Evictions evictions;

    StoredGrantsEvidence(GrantsTable table, Evictions evictions) {
        this.table = table;
        this.evictions = evictions;
    }

    /**
     * The stored grants of a user.
     *
     * @param row null if the user has none
     * @param writtenSince whether a reader of the given view may not have seen this version of the row
     * @param evictionPending whether the cache may have a copy of an earlier version
     */
    public record StoredState(@Nullable UserGrants row, boolean writtenSince, boolean evictionPending) {}

    public StoredState find(UUID user, CatalogView view) {
        boolean evictionPending = evictions.isPending(user);
        return table.findDated(user, view.databaseSnapshot(), view.asOf().minus(MAX_LAG))
                .map(dated -> new StoredState(dated.grants(), dated.writtenSince(), evictionPending))
                .orElseGet(() -> new StoredState(null, false, evictionPending));
    }
}
