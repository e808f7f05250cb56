package io.eligo.feed.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.CatalogFixture;
import io.eligo.catalog.CatalogRecheck.RecheckedCatalog;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.shadow.Diagnoser.DiagnosedDifference;
import io.eligo.grants.GrantsWithSource;
import io.eligo.grants.GrantsWithSource.GrantsSource;
import io.eligo.grants.StoredGrantsEvidence.StoredState;
import io.eligo.grants.store.UserGrants;
import io.eligo.outbox.inspect.RecomputationEvidence.RecomputedOffers;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.shadow.ComparedAnswer;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rollout.shadow.ComparedRead;
import io.eligo.rollout.shadow.OfferDifference.Fault;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.CustomerType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of docs/architecture/shadow.md. An answer shows the one offer (yes) or does not (no). */
class DiagnoserTest {
    private static final UUID OFFER = new UUID(0, 1);
    private static final UUID ANOTHER = new UUID(0, 2);
    private static final ComparedOffer SHOWN = new ComparedOffer(
            OFFER, "ExclusiveOffer", Instant.EPOCH, "Tea", null, null, null, null, List.of(), List.of(), List.of());
    private static final CatalogSnapshot TABLES = catalog();
    private static final CatalogSnapshot READER_CATALOG = catalog();
    // Numbers that no catalogue has: the fake answers tell the grants apart by them.
    private static final UserGrants READER_GRANTS = new UserGrants(new int[] {7}, new int[0]);
    private static final UserGrants ROW = new UserGrants(new int[] {8}, new int[0]);

    /**
     * Which answers show the offer.
     *
     * @param row null if the user has no row
     */
    private record Shown(
            boolean right,
            boolean rightGrantsOnly,
            boolean rightCatalogOnly,
            @Nullable Boolean row,
            boolean rules,
            boolean queryTime) {
        Shown withRow(@Nullable Boolean another) {
            return new Shown(right, rightGrantsOnly, rightCatalogOnly, another, rules, queryTime);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # right | right grants only | right catalogue only | row | rules | query-time | source   | faults
              no    | yes               | no                   |     | no    | no         | TABLE    | NODE_CATALOG
              yes   | no                | yes                  | yes | yes   | yes        | CACHE    | NODE_CATALOG
              yes   | yes               | no                   | no  | yes   | yes        | TABLE    | STORED_GRANTS
              yes   | yes               | no                   | no  | yes   | yes        | CACHE    | STORED_GRANTS
              yes   | yes               | no                   | yes | yes   | yes        | CACHE    | CACHED_GRANTS
              yes   | yes               | no                   |     | yes   | yes        | CACHE    | CACHED_GRANTS
              yes   | yes               | no                   |     | yes   | yes        | COMPUTED | COMPUTED_GRANTS
              yes   | yes               | no                   | yes | yes   | yes        | COMPUTED | COMPUTED_GRANTS
              yes   | yes               | no                   | yes | yes   | yes        | TABLE    | STORED_GRANTS
              yes   | yes               | yes                  | yes | no    | no         | TABLE    | PRECOMPUTED_RESOLVER
              no    | no                | no                   | no  | no    | yes        | TABLE    | QUERY_TIME_RESOLVER
              yes   | yes               | yes                  | yes | no    | yes        | TABLE    | PRECOMPUTED_RESOLVER QUERY_TIME_RESOLVER
              yes   | no                | no                   | no  | yes   | yes        | TABLE    | NODE_CATALOG STORED_GRANTS
              yes   | no                | no                   | yes | yes   | yes        | CACHE    | NODE_CATALOG CACHED_GRANTS
              yes   | no                | yes                  | yes | no    | no         | TABLE    | NODE_CATALOG PRECOMPUTED_RESOLVER
              no    | no                | no                   | no  | no    | no         | CACHE    | NODE_CATALOG CACHED_GRANTS
              no    | no                | no                   | yes | no    | no         | TABLE    | NODE_CATALOG STORED_GRANTS
            """)
    void theFaultsFollowFromTheAnswersThatDiffer(
            String right,
            String rightGrantsOnly,
            String rightCatalogOnly,
            @Nullable String row,
            String rules,
            String queryTime,
            GrantsSource source,
            String faults) {
        var shown = new Shown(
                isYes(right),
                isYes(rightGrantsOnly),
                isYes(rightCatalogOnly),
                row == null ? null : isYes(row),
                isYes(rules),
                isYes(queryTime));
        DiagnosedDifference diagnosed = diagnose(shown, source, NOTHING_CHANGED);
        assertThat(diagnosed.difference().faults().stream().map(Enum::name).toList())
                .containsExactlyInAnyOrder(faults.split(" "));
        assertThat(diagnosed.difference().correct())
                .isEqualTo(shown.rules == shown.queryTime ? ResolverPath.QUERY_TIME : ResolverPath.PRECOMPUTED);
        assertThat(diagnosed.explained()).as("nothing has changed").isFalse();
    }

    /**
     * What the database says.
     *
     * @param unseen the entry with a change that the reader's catalogue has not seen: the offer, its merchant or outlet, another offer,
     *     unknown, if the log cannot tell, or lost, if the database has lost transactions; null for none
     * @param pending of what there is an event in the queue: the offer, users, or another offer; null for nothing
     * @param processed of what an event has left the queue, in the same way
     */
    private record Changes(
            @Nullable String unseen,
            @Nullable String pending,
            boolean writtenSince,
            @Nullable String processed,
            boolean evictionPending) {}

    private static final Changes NOTHING_CHANGED = new Changes(null, null, false, null, false);

    private static final Map<String, Shown> FAULTS = Map.of(
            "catalogue", new Shown(false, true, false, false, false, false),
            "grants", new Shown(true, true, false, true, true, true),
            "each", new Shown(true, false, false, true, true, true),
            "together", new Shown(false, false, false, false, false, false),
            "precomputed", new Shown(true, true, true, true, false, false),
            "query-time", new Shown(false, false, false, false, false, true));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # fault       | unseen   | pending | row   | written since | processed | eviction pending | explained
              catalogue   | offer    |         | right | no            |           | no               | yes
              catalogue   | merchant |         | right | no            |           | no               | yes
              catalogue   | outlet   |         | right | no            |           | no               | yes
              catalogue   | unknown  |         | right | no            |           | no               | yes
              catalogue   | another  |         | right | no            |           | no               | no
              catalogue   |          | offer   | right | yes           | users     | yes              | no
              grants      |          | offer   | wrong | no            |           | no               | yes
              grants      |          | users   | wrong | no            |           | no               | yes
              grants      |          | another | wrong | no            |           | no               | no
              grants      | offer    |         | wrong | no            |           | no               | no
              grants      |          |         | right | yes           | offer     | no               | yes
              grants      |          |         | right | yes           | users     | no               | yes
              grants      |          |         | right | yes           |           | no               | no
              grants      |          |         | right | yes           | another   | no               | no
              grants      |          |         | right | no            | offer     | no               | no
              grants      |          |         | right | no            |           | yes              | yes
              grants      |          |         | none  | no            |           | yes              | yes
              grants      |          |         | none  | no            | offer     | no               | no
              grants      |          |         | none  | no            | users     | no               | yes
              grants      | lost     |         | right | no            |           | no               | yes
              grants      | unknown  |         | right | no            |           | no               | no
              grants      |          |         | wrong | yes           | offer     | yes              | no
              each        | offer    | offer   | right | no            |           | no               | yes
              each        | offer    |         | right | no            |           | no               | no
              each        |          | offer   | right | no            |           | no               | no
              together    | offer    |         | right | no            |           | no               | yes
              together    |          | offer   | right | no            |           | no               | yes
              together    | another  | another | right | no            |           | no               | no
              precomputed | offer    | offer   | right | yes           | offer     | yes              | no
              query-time  | offer    | offer   | right | yes           | offer     | yes              | no
            """)
    void onlyAChangeThatTheReaderCannotHaveSeenExplainsAFault(
            String fault,
            @Nullable String unseen,
            @Nullable String pending,
            String row,
            String writtenSince,
            @Nullable String processed,
            String evictionPending,
            String explained) {
        Shown shown = Objects.requireNonNull(FAULTS.get(fault));
        Boolean rowShows = row.equals("none") ? null : row.equals("right") == shown.right;
        var changes = new Changes(unseen, pending, isYes(writtenSince), processed, isYes(evictionPending));
        assertThat(diagnose(shown.withRow(rowShows), GrantsSource.CACHE, changes)
                        .explained())
                .isEqualTo(isYes(explained));
    }

    /** An erasure is recognised by them: the change of an offer at the same time must not hide it. */
    @Test
    void anExplainedFaultOfTheCatalogueLeavesThatOfTheGrants() {
        Shown each = Objects.requireNonNull(FAULTS.get("each")).withRow(null);
        DiagnosedDifference diagnosed =
                diagnose(each, GrantsSource.TABLE, new Changes("offer", null, false, null, false));
        assertThat(diagnosed.difference().faults()).containsExactly(Fault.STORED_GRANTS, Fault.NODE_CATALOG);
        assertThat(diagnosed.unexplained()).containsExactly(Fault.STORED_GRANTS);
    }

    @Test
    void aCustomerTypeThatWasTakenAndGivenBackIsAChange() {
        var nothing = new RecomputedOffers(false, Set.of());
        var stored = new StoredState(ROW, false, false);
        var catalog = new RecheckedCatalog(TABLES, false, false, Set.of());
        assertThat(new Evidence(catalog, List.of(), stored, nothing, nothing).hasAnyChange())
                .isFalse();
        assertThat(new Evidence(catalog, List.of(), stored, nothing, new RecomputedOffers(true, Set.of()))
                        .hasAnyChange())
                .isTrue();
    }

    private static DiagnosedDifference diagnose(Shown shown, GrantsSource source, Changes changes) {
        // The paths differ, or there would be nothing to diagnose.
        var offer = new DifferingOffer(OFFER, shown.queryTime ? null : SHOWN, shown.queryTime ? SHOWN : null);
        var evidence = new Evidence(
                new RecheckedCatalog(
                        TABLES,
                        "unknown".equals(changes.unseen) || "lost".equals(changes.unseen),
                        "lost".equals(changes.unseen),
                        unseenIds(changes.unseen)),
                List.of(),
                new StoredState(shown.row == null ? null : ROW, changes.writtenSince, changes.evictionPending),
                recomputedOffers(changes.pending),
                recomputedOffers(changes.processed));
        return new Diagnoser(
                        new FakeRead(shown),
                        READER_CATALOG,
                        new GrantsWithSource(READER_GRANTS, source),
                        evidence,
                        List.of(offer))
                .diagnose(offer);
    }

    private static Set<UUID> unseenIds(@Nullable String unseen) {
        CatalogOffer offer = Objects.requireNonNull(READER_CATALOG.offer(OFFER));
        return switch (String.valueOf(unseen)) {
            case "offer" -> Set.of(OFFER);
            case "merchant" -> Set.of(Objects.requireNonNull(offer.merchant()).id());
            case "outlet" -> Set.of(offer.liveOutlets().get(0).id());
            case "another" -> Set.of(ANOTHER);
            default -> Set.of();
        };
    }

    private static RecomputedOffers recomputedOffers(@Nullable String of) {
        Set<UUID> offers = Stream.of("offer", "another")
                .filter(name -> name.equals(of))
                .map(name -> name.equals("offer") ? OFFER : ANOTHER)
                .collect(Collectors.toSet());
        return new RecomputedOffers("users".equals(of), offers);
    }

    private static CatalogSnapshot catalog() {
        var catalog = new CatalogFixture();
        catalog.put(1, "Tea", Window.ALWAYS);
        return catalog.snapshot();
    }

    private static boolean isYes(String text) {
        return text.equals("yes");
    }

    /** Answers as the table says, by the catalogue and the grants that it is evaluated with. */
    private record FakeRead(Shown shown) implements ShadowedRead {
        @Override
        public PathAnswer precomputed(CatalogSnapshot catalog, UserGrants grants) {
            if (catalog == READER_CATALOG) {
                return new FakeAnswer(shown.rightGrantsOnly);
            }
            if (grants.equals(READER_GRANTS)) {
                return new FakeAnswer(shown.rightCatalogOnly);
            }
            return new FakeAnswer(grants.equals(ROW) ? Boolean.TRUE.equals(shown.row) : shown.right);
        }

        @Override
        public RuledOffer applyRules(CatalogSnapshot catalog, CatalogOffer offer, CustomerType type) {
            return new RuledOffer(shown.rules ? SHOWN : null, List.of());
        }

        @Override
        public UUID user() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ComparedRead description() {
            throw new UnsupportedOperationException();
        }

        @Override
        public PathAnswer queryTime() {
            throw new UnsupportedOperationException();
        }
    }

    private record FakeAnswer(boolean shows) implements PathAnswer {
        @Override
        public @Nullable ComparedOffer find(UUID offer) {
            return shows ? SHOWN : null;
        }

        @Override
        public ComparedAnswer answer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ComparedOffer> offers() {
            throw new UnsupportedOperationException();
        }
    }
}
