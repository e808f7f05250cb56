package io.eligo.rollout.shadow;

import io.eligo.rollout.ResolverPath;
import io.eligo.rules.ConditionResult;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An offer that the two paths have answered differently, and what should have been answered by the rules.
 *
 * @param offer null if all offers are equal and the answers differ nevertheless, such as in their order
 * @param name of the offer; null without an offer
 * @param fields {@code missing in precomputed}, {@code missing in query-time}, {@code order}, or names of fields
 * @param faults where the answer went wrong
 * @param correct the path whose answer is right by the rules; null if neither is, or the rules cannot tell
 * @param conditions all conditions of the rules for this offer, user and instant, met or not, by the tables as they are
 */
public record OfferDifference(
        @Nullable UUID offer,
        @Nullable String name,
        List<String> fields,
        List<Fault> faults,
        @Nullable ResolverPath correct,
        List<ConditionResult> conditions) {
    public static final String MISSING_IN_PRECOMPUTED = "missing in precomputed";
    public static final String MISSING_IN_QUERY_TIME = "missing in query-time";
    public static final String ORDER = "order";

    public OfferDifference {
        fields = List.copyOf(fields);
        faults = List.copyOf(faults);
        conditions = List.copyOf(conditions);
    }

    OfferDifference withoutConditions() {
        return new OfferDifference(offer, name, fields, faults, correct, List.of());
    }

    /** What is wrong. */
    public enum Fault {
        STORED_GRANTS("the user's row of user_grants does not match the tables"),
        CACHED_GRANTS("the copy of the user's grants in Redis does not match the row"),
        COMPUTED_GRANTS("the grants that were computed for a user without a row do not match the tables"),
        NODE_CATALOG("the catalogue in the memory of the node does not match the tables"),
        PRECOMPUTED_RESOLVER("the precomputed path evaluates correct data wrongly"),
        QUERY_TIME_RESOLVER("the query-time resolver evaluates the tables wrongly");

        private final String description;

        Fault(String description) {
            this.description = description;
        }

        public String description() {
            return description;
        }

        /** Whether the catalogue and both resolvers may be right. */
        public boolean isOfGrants() {
            return this == STORED_GRANTS || this == CACHED_GRANTS || this == COMPUTED_GRANTS;
        }

        /** For log lines and pages. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
