package io.eligo.rules;

import static io.eligo.rules.Fixtures.COUNTS;
import static io.eligo.rules.Fixtures.DELETED;
import static io.eligo.rules.Fixtures.NOW;
import static io.eligo.rules.Fixtures.OFF;
import static io.eligo.rules.Fixtures.PENDING;
import static io.eligo.rules.Fixtures.REJECTED;
import static io.eligo.rules.Fixtures.UNREVIEWED;
import static io.eligo.rules.Fixtures.aCashback;
import static io.eligo.rules.Fixtures.aLoyaltyProgram;
import static io.eligo.rules.Fixtures.aMerchant;
import static io.eligo.rules.Fixtures.anExclusive;
import static io.eligo.rules.Fixtures.anOutletOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LiveTest {
    private static List<String> rulesAgainst(Offer offer) {
        return offer.live(NOW).refusals().stream().map(Refusal::rule).toList();
    }

    static Stream<Standing> standingsThatDoNotCount() {
        return Stream.of(OFF, DELETED, PENDING, REJECTED, UNREVIEWED);
    }

    static Stream<Offer> wholeOffers() {
        return Stream.of(
                aCashback().please(),
                anExclusive().please(),
                anExclusive().of(null).please(),
                aLoyaltyProgram().tier("New").please());
    }

    @ParameterizedTest
    @MethodSource("wholeOffers")
    void isLiveWithEverythingInPlace(Offer offer) {
        assertThat(rulesAgainst(offer)).isEmpty();
        assertThat(offer.liveInWindow()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("standingsThatDoNotCount")
    void isNotLiveUnlessActiveNotDeletedAndApproved(Standing standing) {
        assertThat(rulesAgainst(aCashback().standing(standing).please())).hasSize(1);
        assertThat(rulesAgainst(anExclusive().standing(standing).please())).hasSize(1);
        assertThat(rulesAgainst(aLoyaltyProgram().tier("New").standing(standing).please()))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = MerchantStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
    void needsAnActiveMerchant(MerchantStatus status) {
        assertThat(rulesAgainst(aCashback().of(aMerchant(status)).please())).contains("MERCHANT_ACTIVE");
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "2026-11-22T12:00:00Z, 2026-11-22T12:00:00Z, true",
                "2026-11-22T12:00:00.000001Z, -, false",
                "-, 2026-11-22T11:59:59.999999Z, false",
                "2026-11-22T12:00:00Z, -, true",
                "-, 2026-11-22T12:00:00Z, true",
                "-, -, true",
            })
    void bothEndsOfTheWindowAreIncludedAndMissingOnesOpen(String from, String until, boolean live) {
        assertThat(aCashback().from(from, until).please().live(NOW).holds()).isEqualTo(live);
    }

    @Test
    void aWindowThatEndsBeforeItStartsIsRefused() {
        assertThatThrownBy(() -> new Window(NOW, NOW.minusNanos(1000))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {"9.99, 10.00, true", "10, 10.00, false", "10.01, 10, false", "0, 0, false", "7, -, true"})
    void theBudgetMustNotBeSpentStrictly(String used, String limit, boolean live) {
        assertThat(aLoyaltyProgram()
                        .tier("New")
                        .spent(used, limit)
                        .please()
                        .live(NOW)
                        .holds())
                .isEqualTo(live);
        if (limit != null) {
            assertThat(anExclusive().spent(used, limit).please().live(NOW).holds())
                    .isEqualTo(live);
        }
    }

    @ParameterizedTest
    @MethodSource("standingsThatDoNotCount")
    void needsALiveOutletWithALivePaymentPoint(Standing standing) {
        Merchant merchant = aMerchant();
        assertThat(rulesAgainst(aCashback()
                        .of(merchant)
                        .at(anOutletOf(merchant, standing, COUNTS))
                        .please()))
                .containsExactly("LIVE_OUTLET");
        assertThat(rulesAgainst(aCashback()
                        .of(merchant)
                        .at(anOutletOf(merchant, COUNTS, standing))
                        .please()))
                .containsExactly("LIVE_OUTLET");
        assertThat(rulesAgainst(aCashback()
                        .of(merchant)
                        .at(anOutletOf(merchant, COUNTS, standing, COUNTS))
                        .please()))
                .isEmpty();
        assertThat(rulesAgainst(aCashback()
                        .of(merchant)
                        .at(anOutletOf(merchant, COUNTS))
                        .please()))
                .containsExactly("LIVE_OUTLET");
    }

    @Test
    void aLinkedOutletOfAnotherMerchantDoesNotCount() {
        CashbackConfiguration offer = aCashback().at(anOutletOf(aMerchant())).please();
        assertThat(rulesAgainst(offer)).containsExactly("LIVE_OUTLET");
    }

    @Test
    void aPlatformWideOfferTakesOutletsOfAnyActiveMerchant() {
        Outlet good = anOutletOf(aMerchant());
        Outlet closed = anOutletOf(aMerchant(MerchantStatus.CLOSED));
        assertThat(anExclusive().of(null).at(closed).please().live(NOW).holds()).isFalse();
        assertThat(anExclusive().of(null).at(closed, good).please().liveOutlets())
                .containsExactly(good);
    }

    @ParameterizedTest
    @MethodSource("standingsThatDoNotCount")
    void cashbackNeedsALiveTier(Standing standing) {
        assertThat(rulesAgainst(aCashback().tier(standing).please())).containsExactly("LIVE_PARTS");
        assertThat(rulesAgainst(aCashback().tier(standing).tier(COUNTS).please()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("standingsThatDoNotCount")
    void loyaltyNeedsALiveTierAndALiveReward(Standing standing) {
        assertThat(rulesAgainst(aLoyaltyProgram().tier("New", standing).please()))
                .containsExactly("LIVE_PARTS");
        assertThat(rulesAgainst(aLoyaltyProgram().tier("New").reward(standing).please()))
                .containsExactly("LIVE_PARTS");
    }

    @Test
    void namesEveryReasonAtOnce() {
        assertThat(rulesAgainst(aCashback()
                        .of(aMerchant(MerchantStatus.PENDING))
                        .standing(new Standing(false, true, null))
                        .from("2027-01-01T00:00:00Z", null)
                        .spent("5", "5")
                        .tier(OFF)
                        .at()
                        .please()))
                .containsExactly(
                        "ACTIVE",
                        "NOT_DELETED",
                        "APPROVED",
                        "MERCHANT_ACTIVE",
                        "IN_WINDOW",
                        "BUDGET_LEFT",
                        "LIVE_OUTLET",
                        "LIVE_PARTS");
    }
}
