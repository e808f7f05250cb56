package io.eligo.catalog;

import io.eligo.bench.MergeBench;
import io.eligo.catalog.index.LiveOffers;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Measures computations over the whole catalogue: the snapshot after a full read, and the live offers after
 * a window edge.
 */
@State(Scope.Benchmark)
public class CatalogSnapshotBenchmark {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final CatalogBenchFixture catalog = CatalogBenchFixture.read(MergeBench.jdbc());
    private final CatalogSnapshot snapshot = catalog.snapshot();
    private final Instant edge = IntStream.range(0, snapshot.size())
            .mapToObj(snapshot::offer)
            .flatMap(offer -> Stream.ofNullable(offer.livePeriod()))
            .flatMap(period -> Stream.ofNullable(period.until()))
            .filter(until -> until.isAfter(NOW))
            .findFirst()
            .orElseThrow();
    private boolean passed;

    @Benchmark
    public CatalogSnapshot load() {
        return CatalogSnapshot.of(catalog.rows());
    }

    @Benchmark
    public LiveOffers liveOffers() {
        passed = !passed;
        return snapshot.liveOffers(passed ? edge.plusNanos(1_000) : edge);
    }
}
