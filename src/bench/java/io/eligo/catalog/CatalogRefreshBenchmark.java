package io.eligo.catalog;

import io.eligo.bench.MergeBench;
import io.eligo.catalog.CatalogContents.RowUpdate;
import io.eligo.catalog.log.CatalogChange;
import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.Offer;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Measures the cost of one change in the catalogue on a server: reading it, and building the next snapshot. */
@State(Scope.Benchmark)
@NullUnmarked
public class CatalogRefreshBenchmark {
    /** Changes of an offer's budget, its name, its deletion, one of its outlets, and its merchant. */
    public enum Changed {
        BUDGET,
        NAME,
        GONE,
        OUTLET,
        MERCHANT
    }

    @Param
    public Changed changed;

    private final CatalogBenchFixture catalog = CatalogBenchFixture.read(MergeBench.jdbc());
    private final CatalogSnapshot snapshot = catalog.snapshot();
    private CashbackConfiguration offer;
    private RowUpdate update;

    @Setup(Level.Trial)
    public void change() {
        offer = IntStream.range(snapshot.size() / 2, snapshot.size())
                .mapToObj(snapshot::offer)
                .filter(entry -> !entry.liveOutlets().isEmpty() && entry.offer() instanceof CashbackConfiguration)
                .map(entry -> (CashbackConfiguration) entry.offer())
                .findFirst()
                .orElseThrow();
        update = switch (changed) {
            case NAME -> with(renamed(offer));
            case GONE -> with(null);
            default -> reading();
        };
    }

    private RowUpdate with(Offer next) {
        CatalogContents rows = catalog.rows();
        var offers = new HashMap<>(rows.offers());
        offers.remove(offer.id());
        if (next != null) {
            offers.put(next.id(), next);
        }
        return new RowUpdate(
                new CatalogContents(rows.merchants(), rows.outlets(), offers, Set.of()), Set.of(), Set.of(offer.id()));
    }

    private static Offer renamed(CashbackConfiguration offer) {
        return new CashbackConfiguration(
                offer.id(),
                offer.no(),
                "Another name",
                offer.merchant(),
                offer.publicationStatus(),
                offer.window(),
                offer.budget(),
                offer.createdAt(),
                offer.audience(),
                offer.tiers(),
                offer.outlets());
    }

    @Benchmark
    public CatalogSnapshot nextSnapshot() {
        return snapshot.withUpdate(update);
    }

    @Benchmark
    public RowUpdate reading() {
        return catalog.rows().reread(List.of(change(changed)), catalog.tables());
    }

    private CatalogChange change(Changed what) {
        return switch (what) {
            case OUTLET -> new CatalogChange(Kind.OUTLET, offer.outlets().get(0).id(), false);
            case MERCHANT -> new CatalogChange(Kind.MERCHANT, offer.merchant().id(), false);
            default -> new CatalogChange(Kind.OFFER, offer.id(), false);
        };
    }
}
