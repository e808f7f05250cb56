package io.eligo.feed;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.CatalogView;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.paging.Cursor;
import io.eligo.feed.paging.PositionPage;
import io.eligo.feed.precomputed.Feed;
import io.eligo.feed.visible.OfferFilter;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsWithSource;
import io.eligo.outbox.PendingEventCount;
import io.eligo.platform.clock.DecisionClock;
import io.eligo.rules.ConditionResult;
import io.eligo.rules.Offer;
import io.eligo.rules.vocabulary.CustomerType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Explains a user's feed, to operators and to that user. It evaluates the same feed as GraphQL, but with a catalogue that is refreshed for
 * the call and with grants from the table, so it is also right on nodes that serve no offers.
 */
@Component
public class FeedInspector {
    private final Catalog catalog;
    private final Grants grants;
    private final DecisionClock clock;

    FeedInspector(Catalog catalog, Grants grants, DecisionClock clock) {
        this.catalog = catalog;
        this.grants = grants;
        this.clock = clock;
    }

    /**
     * Whether a user sees an offer, and why.
     *
     * @param type the customer type of the user at the offer's merchant, from the stored grants
     * @param conditions all conditions; the stored grants lag if all are met and the feed does not contain the
     *     offer, or the reverse
     * @param pending events that are not processed, each of which may change the result
     */
    public record Eligibility(
            Offer offer,
            boolean eligible,
            CustomerType type,
            GrantsWithSource.GrantsSource source,
            List<ConditionResult> conditions,
            Instant at,
            long pending) {
        public Eligibility {
            conditions = List.copyOf(conditions);
        }

        public boolean lags() {
            return eligible != conditions.stream().allMatch(ConditionResult::met);
        }
    }

    /** A page of a user's feed, and the cursor of the next page; null if there is none. */
    public record FeedPage(
            List<Offer> offers,
            GrantsWithSource.GrantsSource source,
            @Nullable String next) {
        public FeedPage {
            offers = List.copyOf(offers);
        }
    }

    /** The customer types at its merchant that an offer is granted to. */
    public record OfferAudience(
            Offer offer, boolean allUsers, Set<CustomerType> types, List<ConditionResult> liveConditions) {
        public OfferAudience {
            types = types.isEmpty() ? Set.of() : EnumSet.copyOf(types);
            liveConditions = List.copyOf(liveConditions);
        }
    }

    /** Explains whether a user sees an offer. Empty if the offer does not exist. */
    public Optional<Eligibility> explain(UUID user, UUID offer) {
        CatalogView view = catalog.refresh();
        CatalogOffer entry = view.snapshot().offer(offer);
        if (entry == null) {
            return Optional.empty();
        }
        GrantsWithSource grantsWithSource = grants.getUncached(user);
        Instant now = clock.instant();
        CustomerType type =
                grantsWithSource.grants().customerTypeAt(entry.offer().merchant());
        return Optional.of(new Eligibility(
                entry.offer(),
                new Feed(view.snapshot(), grantsWithSource.grants(), OfferFilter.MATCH_ALL, now).find(offer) != null,
                type,
                grantsWithSource.source(),
                entry.offer().explain(type, now),
                now,
                view.state(PendingEventCount.class).count()));
    }

    /**
     * The offers of the user, in the order of the feed.
     *
     * @param after a cursor of an earlier page; null for the beginning
     * @throws ClientError if {@code after} is not a cursor of this list
     */
    public FeedPage readPage(UUID user, @Nullable String after, int size) {
        CatalogSnapshot snapshot = catalog.refresh().snapshot();
        GrantsWithSource grantsWithSource = grants.getUncached(user);
        var feed = new Feed(snapshot, grantsWithSource.grants(), OfferFilter.MATCH_ALL, clock.instant());
        int from = after == null ? 0 : snapshot.lowerBound(Cursor.OFFER.decode("after", after));
        List<Integer> positions =
                PositionPage.first(feed, from, feed.size(), size + 1).positions();
        List<Offer> offers = positions.stream()
                .limit(size)
                .map(position -> snapshot.offer(position).offer())
                .toList();
        return new FeedPage(
                offers,
                grantsWithSource.source(),
                positions.size() <= size
                        ? null
                        : Cursor.OFFER.encode(
                                snapshot.offer(positions.get(size)).key()));
    }

    /** The customer types that an offer is granted to, and whether it is live. Empty if the offer does not exist. */
    public Optional<OfferAudience> findAudience(UUID offer) {
        CatalogOffer entry = catalog.refresh().snapshot().offer(offer);
        if (entry == null) {
            return Optional.empty();
        }
        Set<CustomerType> types = EnumSet.allOf(CustomerType.class).stream()
                .filter(entry.grantedTypes()::contains)
                .collect(Collectors.toSet());
        // The customer type does not matter here: only the first condition depends on it.
        List<ConditionResult> conditions = entry.offer().explain(CustomerType.NON_CUSTOMER, clock.instant());
        return Optional.of(new OfferAudience(
                entry.offer(), entry.grantedTypes().containsAll(), types, conditions.subList(1, conditions.size())));
    }
}
