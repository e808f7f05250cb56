package io.eligo.feed;

import graphql.relay.Connection;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.paging.Paging;
import io.eligo.feed.paging.PositionPage;
import io.eligo.feed.precomputed.FeedOutlets;
import io.eligo.feed.precomputed.PositionPager;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.rules.FeedKey;
import io.eligo.rules.Outlet;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From the stored grants of a user to a page without a filter. */
@State(Scope.Benchmark)
public class PageBenchmark {
    private static final int BEFORE_PAGE_50 = 49 * FeedBenchmarkFixture.PAGE_SIZE;

    private final FeedBenchmarkFixture reader = new FeedBenchmarkFixture(BenchFilter.NONE);
    private final FeedKey endOfPage49 =
            reader.naively(BEFORE_PAGE_50 - 1, 1).get(0).key();

    @Benchmark
    public PositionPage first() {
        return reader.page(0);
    }

    @Benchmark
    public PositionPage fiftieth() {
        return reader.pageBehind(endOfPage49);
    }

    @Benchmark
    public PositionPage last() {
        return reader.lastPage();
    }

    @Benchmark
    public Connection<VisibleOffer> firstWithCursors() {
        return PositionPager.ofOffers(reader.feed())
                .page(new Paging<>(false, FeedBenchmarkFixture.PAGE_SIZE, null, null));
    }

    @Benchmark
    public Connection<Outlet> firstOfOutlets() {
        return PositionPager.ofOutlets(reader.feed())
                .page(new Paging<>(false, FeedBenchmarkFixture.PAGE_SIZE, null, null));
    }

    @Benchmark
    public int count() {
        return reader.feed().count();
    }

    @Benchmark
    public int countOfOutlets() {
        return new FeedOutlets(reader.feed()).count();
    }

    @Benchmark
    public List<CatalogOffer> firstNaively() {
        return reader.naively(0, FeedBenchmarkFixture.PAGE_SIZE);
    }

    @Benchmark
    public List<CatalogOffer> fiftiethNaively() {
        return reader.naively(BEFORE_PAGE_50, FeedBenchmarkFixture.PAGE_SIZE);
    }
}
