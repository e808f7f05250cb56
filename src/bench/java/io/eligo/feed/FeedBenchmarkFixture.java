package io.eligo.feed;

import io.eligo.bench.MergeBench;
import io.eligo.catalog.CatalogBenchFixture;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.feed.paging.PositionPage;
import io.eligo.feed.precomputed.Feed;
import io.eligo.feed.visible.OfferFilter;
import io.eligo.grants.store.UserGrants;
import io.eligo.rules.FeedKey;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The user of {@link MergeBench} who requests pages of 20, from the feed and from the naive page. */
final class FeedBenchmarkFixture {
    static final int PAGE_SIZE = 20;

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final CatalogSnapshot catalog;
    private final UserGrants grants;
    private final NaivePage naive;
    private final Filter asked;
    private final OfferFilter read;

    FeedBenchmarkFixture(BenchFilter filter) {
        JdbcClient jdbc = MergeBench.jdbc();
        this.catalog = CatalogBenchFixture.read(jdbc).snapshot();
        this.grants = MergeBench.user(jdbc);
        this.naive = NaivePage.of(catalog);
        this.asked = filter.forCatalog(catalog);
        this.read = OfferFilter.of(asked.written());
        check();
    }

    /** Fails if the results differ: a fast wrong result is worthless. */
    private void check() {
        List<CatalogOffer> whole = naively(0, catalog.size());
        Feed feed = feed();
        int position = feed.next(0);
        for (CatalogOffer offer : whole) {
            if (position >= catalog.size() || catalog.offer(position) != offer) {
                throw new IllegalStateException("not at %d: %s".formatted(position, offer.offer()));
            }
            position = feed.next(position + 1);
        }
        if (position < catalog.size()) {
            throw new IllegalStateException(
                    "too many: " + catalog.offer(position).offer());
        }
        long broad = naive.offers().stream()
                .filter(offer -> offer.grantedTypes().isBroad())
                .count();
        System.out.printf(
                "# %,d offers, %,d broad; %,d stored of the user; %,d in the feed; %s%n",
                catalog.size(), broad, grants.offerNos().length, whole.size(), asked);
    }

    Feed feed() {
        return new Feed(catalog, grants, read, NOW);
    }

    PositionPage page(int from) {
        return PositionPage.first(feed(), from, catalog.size(), PAGE_SIZE);
    }

    PositionPage lastPage() {
        return PositionPage.last(feed(), 0, catalog.size(), PAGE_SIZE);
    }

    PositionPage pageBehind(FeedKey key) {
        return page(catalog.lowerBound(key) + 1);
    }

    List<CatalogOffer> naively(int from, int size) {
        return naive.take(grants, asked, NOW, from, size);
    }
}
