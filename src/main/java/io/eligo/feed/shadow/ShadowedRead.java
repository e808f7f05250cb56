package io.eligo.feed.shadow;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.grants.store.UserGrants;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rollout.shadow.ComparedRead;
import io.eligo.rules.ConditionResult;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A read of one user at one instant, which both paths and the rules can answer. */
public interface ShadowedRead {
    UUID user();

    ComparedRead description();

    /** Needs no database. */
    PathAnswer precomputed(CatalogSnapshot catalog, UserGrants grants);

    /** Reads the tables in the caller's transaction. */
    PathAnswer queryTime();

    /** Applies the rules to one offer for a user of this type at its merchant, without grants and indexes. */
    RuledOffer applyRules(CatalogSnapshot catalog, CatalogOffer offer, CustomerType type);

    /**
     * What the rules say.
     *
     * @param expected null if the offer is not to be shown, or does not match the filter
     */
    record RuledOffer(@Nullable ComparedOffer expected, List<ConditionResult> conditions) {
        static final RuledOffer NONE = new RuledOffer(null, List.of());
    }
}
