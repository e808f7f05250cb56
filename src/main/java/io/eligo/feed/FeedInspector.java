package io.eligo.feed;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.CatalogView;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.catalog.index.OfferSelection;
import io.eligo.feed.paging.Cursor;
import io.eligo.feed.paging.PositionPage;
import io.eligo.grants.Grants;
import io.eligo.grants.ResolvedGrants;
import io.eligo.rules.Condition;
import io.eligo.rules.Offer;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.TextFolding;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What a user sees and why, for whoever is asked about it: the same feed as over GraphQL, but of a catalogue that was looked
 * after for the question, and of the grants as they are stored. So it is right on nodes that serve no offers, too.
 */
@Component
public class FeedInspector {
    private final Catalog catalog;
    private final Grants grants;
    private final Clock clock;

    FeedInspector(Catalog catalog, Grants grants, Clock clock) {
        this.catalog = catalog;
        this.grants = grants;
        this.clock = clock;
    }

    /**
     * Whether a user sees an offer.
     *
     * @param type what the user is to the offer's merchant, as the stored grants have it
     * @param conditions all of them; where all hold and it is not seen, or the other way about, the stored grants lag
     * @param pending events that are not done, each of which may change the answer
     */
    public record Eligibility(
            Offer offer,
            boolean eligible,
            CustomerType type,
            ResolvedGrants.GrantsSource source,
            List<Condition> conditions,
            Instant at,
            long pending) {
        public Eligibility {
            conditions = List.copyOf(conditions);
        }

        public boolean lags() {
            return eligible != conditions.stream().allMatch(Condition::holds);
        }
    }

    /** A piece of a user's feed, and the cursor of the next one; null if there is none. */
    public record FeedPage(
            List<Offer> offers,
            ResolvedGrants.GrantsSource source,
            @Nullable String next) {
        public FeedPage {
            offers = List.copyOf(offers);
        }
    }

    /** Of what type at its merchant a user has to be to be granted an offer. */
    public record OfferAudience(
            Offer offer, boolean everybody, Set<CustomerType> types, List<Condition> liveConditions) {
        public OfferAudience {
            types = types.isEmpty() ? Set.of() : EnumSet.copyOf(types);
            liveConditions = List.copyOf(liveConditions);
        }
    }

    /** Empty if there is no such offer. */
    public Optional<Eligibility> explain(UUID user, UUID offer) {
        CatalogView view = catalog.refresh();
        CatalogOffer entry = view.snapshot().offer(offer);
        if (entry == null) {
            return Optional.empty();
        }
        ResolvedGrants resolvedGrants = grants.getUncached(user);
        Instant now = now();
        CustomerType type = resolvedGrants.grants().customerTypeAt(entry.offer().merchant());
        return Optional.of(new Eligibility(
                entry.offer(),
                new Feed(view.snapshot(), resolvedGrants.grants(), OfferFilter.MATCH_ALL, now).find(offer) != null,
                type,
                resolvedGrants.source(),
                entry.offer().explain(type, now),
                now,
                view.pending()));
    }

    /**
     * What the user sees, in the order of the feed.
     *
     * @param after a cursor of an earlier answer; null for the beginning
     * @throws Refused if {@code after} is none
     */
    public FeedPage readPage(UUID user, @Nullable String after, int size) {
        CatalogSnapshot snapshot = catalog.refresh().snapshot();
        ResolvedGrants resolvedGrants = grants.getUncached(user);
        var feed = new Feed(snapshot, resolvedGrants.grants(), OfferFilter.MATCH_ALL, now());
        int from = after == null ? 0 : snapshot.lowerBound(Cursor.OFFER.decode("after", after));
        List<Integer> positions =
                PositionPage.first(feed, from, feed.size(), size + 1).positions();
        List<Offer> offers = positions.stream()
                .limit(size)
                .map(position -> snapshot.offer(position).offer())
                .toList();
        return new FeedPage(
                offers,
                resolvedGrants.source(),
                positions.size() <= size
                        ? null
                        : Cursor.OFFER.encode(
                                snapshot.offer(positions.get(size)).key()));
    }

    /** Whom an offer is for, and whether it is live. Empty if there is no such offer. */
    public Optional<OfferAudience> findAudience(UUID offer) {
        CatalogOffer entry = catalog.refresh().snapshot().offer(offer);
        if (entry == null) {
            return Optional.empty();
        }
        Set<CustomerType> types = EnumSet.allOf(CustomerType.class).stream()
                .filter(entry.grantedTypes()::contains)
                .collect(Collectors.toSet());
        // Of a user of any type: the condition that depends on it is the first.
        List<Condition> conditions = entry.offer().explain(CustomerType.NON_CUSTOMER, now());
        return Optional.of(new OfferAudience(
                entry.offer(), entry.grantedTypes().containsAll(), types, conditions.subList(1, conditions.size())));
    }

    /** Some offers that a text is found in, live or not, in the order of feeds. */
    public List<Offer> searchOffers(String text, int size) {
        CatalogSnapshot snapshot = catalog.refresh().snapshot();
        OfferSelection chosen = snapshot.all().withText(TextFolding.fold(text.strip()));
        var found = new ArrayList<Offer>();
        for (int position = 0; position < snapshot.size() && found.size() < size; position++) {
            if (chosen.contains(position)) {
                found.add(snapshot.offer(position).offer());
            }
        }
        return found;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
