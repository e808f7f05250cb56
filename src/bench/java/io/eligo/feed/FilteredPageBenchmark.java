package io.eligo.feed;

import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.paging.PositionPage;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the stored grants of a user to the first filtered page. */
@State(Scope.Benchmark)
@NullUnmarked
public class FilteredPageBenchmark {
    @Param({
        "TYPE",
        "MERCHANT",
        "OUTLET",
        "CATEGORY",
        "PERCENTAGE",
        "TEXT",
        "RARE_TEXT",
        "ABSENT_TEXT",
        "LETTER",
        "SEVERAL"
    })
    public BenchFilter filter;

    private FeedBenchmarkFixture reader;

    @Setup(Level.Trial)
    public void read() {
        reader = new FeedBenchmarkFixture(filter);
    }

    @Benchmark
    public PositionPage first() {
        return reader.page(0);
    }

    @Benchmark
    public List<CatalogOffer> firstNaively() {
        return reader.naively(0, FeedBenchmarkFixture.PAGE_SIZE);
    }
}
