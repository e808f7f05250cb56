package io.eligo.offers;

import graphql.relay.Connection;
import io.eligo.catalog.CatalogOffer;
import io.eligo.rules.FeedKey;
import io.eligo.rules.Outlet;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From what is stored of a user to a page without a filter. */
@State(Scope.Benchmark)
public class PageBenchmark {
    private static final int BEFORE_PAGE_50 = 49 * BenchReader.SIZE;

    private final BenchReader reader = new BenchReader(BenchFilter.NONE);
    private final FeedKey endOfPage49 =
            reader.naively(BEFORE_PAGE_50 - 1, 1).get(0).key();

    @Benchmark
    public Page first() {
        return reader.page(0);
    }

    @Benchmark
    public Page fiftieth() {
        return reader.pageBehind(endOfPage49);
    }

    @Benchmark
    public Page last() {
        return reader.lastPage();
    }

    @Benchmark
    public Connection<ShownOffer> firstWithCursors() {
        return Listing.of(reader.feed()).page(new Paging<>(false, BenchReader.SIZE, null, null));
    }

    @Benchmark
    public Connection<Outlet> firstOfOutlets() {
        return Listing.ofOutlets(reader.feed()).page(new Paging<>(false, BenchReader.SIZE, null, null));
    }

    @Benchmark
    public int count() {
        return reader.feed().count();
    }

    @Benchmark
    public int countOfOutlets() {
        return new OutletsOfFeed(reader.feed()).count();
    }

    @Benchmark
    public List<CatalogOffer> firstNaively() {
        return reader.naively(0, BenchReader.SIZE);
    }

    @Benchmark
    public List<CatalogOffer> fiftiethNaively() {
        return reader.naively(BEFORE_PAGE_50, BenchReader.SIZE);
    }
}
