package io.eligo.feed;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.grants.store.UserGrants;
import io.eligo.rules.vocabulary.OfferType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A page by the obvious algorithm: evaluate every offer, sort the result, and take a part of it. */
record NaivePage(List<CatalogOffer> offers) {
    static NaivePage of(CatalogSnapshot catalog) {
        var offers = new ArrayList<CatalogOffer>();
        IntStream.range(0, catalog.size()).mapToObj(catalog::offer).forEach(offers::add);
        // Otherwise the offers would be sorted already.
        Collections.shuffle(offers, new Random(1));
        return new NaivePage(offers);
    }

    List<CatalogOffer> take(UserGrants grants, Filter filter, Instant now, int from, int size) {
        Set<Integer> stored = IntStream.of(grants.offerNos()).boxed().collect(Collectors.toSet());
        var chosen = new FullScanFilter(filter);
        return offers.stream()
                .filter(entry -> live(entry, now) && granted(entry, grants, stored) && chosen.test(entry))
                .sorted(Comparator.comparing(CatalogOffer::key))
                .skip(from)
                .limit(size)
                .toList();
    }

    private static boolean live(CatalogOffer entry, Instant now) {
        return entry.livePeriod() != null && entry.livePeriod().contains(now);
    }

    private static boolean granted(CatalogOffer entry, UserGrants grants, Set<Integer> stored) {
        boolean reached = entry.grantedTypes()
                .contains(grants.customerTypeAt(entry.offer().merchant()));
        boolean loyalty = entry.offer().type() == OfferType.LOYALTY;
        boolean known = stored.contains(entry.offer().no());
        return entry.grantedTypes().isBroad() && reached || known && (reached || !loyalty);
    }
}
