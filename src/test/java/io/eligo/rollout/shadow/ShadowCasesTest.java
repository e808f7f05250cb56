package io.eligo.rollout.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.customers.Erasable;
import io.eligo.servers.EligoTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EligoTest
class ShadowCasesTest {
    private static final UUID USER = new UUID(9, 1);
    private static final UUID OFFER = new UUID(3, 1);

    @Autowired
    ShadowCases cases;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void noCases() {
        jdbc.sql("DELETE FROM shadow_case").update();
    }

    @Test
    void aCaseIsReadAsItWasRecorded() {
        long id = record(USER, ShadowFindings.of("Duka", OFFER)).orElseThrow();
        ShadowCase found = cases.find(id).orElseThrow();
        assertThat(found.user()).isEqualTo(USER);
        assertThat(found.seen()).isEqualTo(1);
        assertThat(found.finding()).isEqualTo(ShadowFindings.of("Duka", OFFER));
        assertThat(ShadowCases.toJson(found)).contains("\"percentage\" : 5,", "2026-11-22T12:00:00.123456Z");
    }

    @Test
    void theSameDifferenceOfAUserAndAReadInADayIsOneCase() {
        assertThat(record(USER, ShadowFindings.of("Duka", OFFER))).isPresent();
        assertThat(record(USER, ShadowFindings.of("Duka", OFFER))).isEmpty();
        assertThat(cases.findNewest(null, 10)).singleElement().satisfies(one -> {
            assertThat(one.seen()).isEqualTo(2);
            assertThat(one.lastSeen()).isAfter(one.firstSeen());
        });
        assertThat(record(USER, ShadowFindings.of("Kiosk", OFFER)))
                .as("another read")
                .isPresent();
        assertThat(record(USER, ShadowFindings.of("Duka", new UUID(3, 2))))
                .as("another offer")
                .isPresent();
        assertThat(record(new UUID(9, 2), ShadowFindings.of("Duka", OFFER)))
                .as("another user")
                .isPresent();
        assertThat(record(null, ShadowFindings.of("Duka", OFFER)))
                .as("a stranger")
                .isPresent();
        assertThat(record(null, ShadowFindings.of("Duka", OFFER)))
                .as("another stranger")
                .isEmpty();
        jdbc.sql("UPDATE shadow_case SET day = day - 1").update();
        assertThat(record(USER, ShadowFindings.of("Duka", OFFER)))
                .as("another day")
                .isPresent();
    }

    @Test
    void oneDifferenceOfManyUsersLeavesRoomForOthers() {
        for (int i = 0; i < ShadowCases.MAX_USERS_OF_ONE_DIFFERENCE; i++) {
            assertThat(record(new UUID(8, i), ShadowFindings.of("Duka", OFFER))).isPresent();
        }
        assertThat(record(USER, ShadowFindings.of("Duka", OFFER))).isEmpty();
        assertThat(record(USER, ShadowFindings.of("Duka", new UUID(3, 2)))).isPresent();
    }

    @Test
    void theNumberOfCasesIsBounded() {
        jdbc.sql("""
                        INSERT INTO shadow_case (digest, difference, finding) SELECT 'd' || n, 'd' || n, '{}' FROM generate_series(1, ?) AS n
                        """).param(ShadowCases.MAX_CASES).update();
        assertThat(record(USER, ShadowFindings.of("Duka", OFFER))).isEmpty();
        assertThat(cases.count()).isEqualTo(ShadowCases.MAX_CASES);
        assertThat(cases.prune(Instant.now().plusSeconds(60), 10)).isEqualTo(10);
        assertThat(record(USER, ShadowFindings.of("Duka", OFFER))).isPresent();
    }

    @Test
    void theSizeOfACaseIsBounded() {
        WrongAnswer small = ShadowFindings.of("Duka", OFFER);
        ComparedOffer differing = small.precomputed().offers().get(0);
        ComparedOffer other =
                ShadowFindings.of("Duka", new UUID(3, 2)).precomputed().offers().get(0);
        List<ComparedOffer> page = new ArrayList<>(Collections.nCopies(5_000, other));
        page.add(differing);

        WrongAnswer large = withAnswer(small, page);
        WrongAnswer kept = keptOf(large);
        assertThat(kept.precomputed().offers()).containsExactly(differing);
        assertThat(kept.queryTime()).isEqualTo(small.queryTime());
        assertThat(kept.differences()).isEqualTo(small.differences());

        WrongAnswer larger = withAnswer(small, Collections.nCopies(5_000, differing));
        kept = keptOf(larger);
        assertThat(kept.precomputed().offers()).isEmpty();
        assertThat(kept.differences()).isEqualTo(small.differences());
    }

    private WrongAnswer keptOf(WrongAnswer finding) {
        WrongAnswer kept =
                cases.find(record(USER, finding).orElseThrow()).orElseThrow().finding();
        assertThat(ShadowCases.toJson(cases.findNewest(null, 1).get(0)).length())
                .isLessThan(2_000_000);
        jdbc.sql("DELETE FROM shadow_case").update();
        return kept;
    }

    private static WrongAnswer withAnswer(WrongAnswer finding, List<ComparedOffer> offers) {
        return new WrongAnswer(
                finding.read(),
                finding.servedBy(),
                ComparedAnswer.ofOffers(offers),
                finding.queryTime(),
                finding.differences(),
                finding.confirmation());
    }

    @Test
    void pagesGoFromTheNewestToTheOldest() {
        List<Long> ids = List.of(
                record(USER, ShadowFindings.of("a", OFFER)).orElseThrow(),
                record(USER, ShadowFindings.of("b", OFFER)).orElseThrow(),
                record(USER, ShadowFindings.of("c", OFFER)).orElseThrow());
        assertThat(cases.findNewest(null, 2)).extracting(ShadowCase::id).containsExactly(ids.get(2), ids.get(1));
        assertThat(cases.findNewest(ids.get(1), 2)).extracting(ShadowCase::id).containsExactly(ids.get(0));
    }

    @Test
    void anErasedUserIsInNoCase() {
        record(USER, ShadowFindings.of("Duka", OFFER));
        record(new UUID(9, 2), ShadowFindings.of("looking for " + USER, OFFER));
        record(new UUID(9, 2), ShadowFindings.of("Duka", OFFER));
        Integer erased = new TransactionTemplate(transactions).execute(status -> cases.erase(USER, Erasable.ERASED));
        assertThat(erased).isEqualTo(2);
        assertThat(jdbc.sql("SELECT count(*) FROM shadow_case WHERE shadow_case::text ~* ?")
                        .param(USER.toString())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(cases.count()).isEqualTo(1);
    }

    @Test
    void oldCasesAreDeleted() {
        record(USER, ShadowFindings.of("Duka", OFFER));
        jdbc.sql("UPDATE shadow_case SET last_seen = now() - interval '40 days'")
                .update();
        record(USER, ShadowFindings.of("Kiosk", OFFER));
        Instant limit = Instant.now().minus(cases.retentionPeriod());
        assertThat(cases.countOlderThan(limit)).isEqualTo(1);
        assertThat(cases.prune(limit, 10)).isEqualTo(1);
        assertThat(cases.count()).isEqualTo(1);
    }

    private Optional<Long> record(@Nullable UUID user, WrongAnswer finding) {
        return Objects.requireNonNull(
                new TransactionTemplate(transactions).execute(status -> cases.record(user, finding)));
    }
}
