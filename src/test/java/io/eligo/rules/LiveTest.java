package io.eligo.rules;

import static io.eligo.rules.OfferFixtures.DELETED;
import static io.eligo.rules.OfferFixtures.INACTIVE;
import static io.eligo.rules.OfferFixtures.NOW;
import static io.eligo.rules.OfferFixtures.PENDING;
import static io.eligo.rules.OfferFixtures.PUBLISHED;
import static io.eligo.rules.OfferFixtures.REJECTED;
import static io.eligo.rules.OfferFixtures.UNREVIEWED;
import static io.eligo.rules.OfferFixtures.aCashback;
import static io.eligo.rules.OfferFixtures.aLoyaltyProgram;
import static io.eligo.rules.OfferFixtures.aMerchant;
import static io.eligo.rules.OfferFixtures.anExclusive;
import static io.eligo.rules.OfferFixtures.anOutletOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.PublicationStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LiveTest {
    private static List<String> rulesAgainst(Offer offer) {
        return offer.live(NOW).violations().stream().map(UnmetRule::rule).toList();
    }

    static Stream<PublicationStatus> unpublishedStatuses() {
        return Stream.of(INACTIVE, DELETED, PENDING, REJECTED, UNREVIEWED);
    }

    static Stream<Offer> wholeOffers() {
        return Stream.of(
                aCashback().build(),
                anExclusive().build(),
                anExclusive().merchant(null).build(),
                aLoyaltyProgram().tier("New").build());
    }

    @ParameterizedTest
    @MethodSource("wholeOffers")
    void isLiveWithEverythingInPlace(Offer offer) {
        assertThat(rulesAgainst(offer)).isEmpty();
        assertThat(offer.livePeriod()).isEqualTo(offer.window());
    }

    @ParameterizedTest
    @MethodSource("unpublishedStatuses")
    void isNotLiveUnlessActiveNotDeletedAndApproved(PublicationStatus publicationStatus) {
        assertThat(rulesAgainst(aCashback().status(publicationStatus).build())).hasSize(1);
        assertThat(rulesAgainst(anExclusive().status(publicationStatus).build()))
                .hasSize(1);
        assertThat(rulesAgainst(
                        aLoyaltyProgram().tier("New").status(publicationStatus).build()))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = MerchantStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
    void needsAnActiveMerchant(MerchantStatus status) {
        assertThat(rulesAgainst(aCashback().merchant(aMerchant(status)).build()))
                .contains("MERCHANT_ACTIVE");
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
        assertThat(aCashback().window(from, until).build().live(NOW).isPositive())
                .isEqualTo(live);
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
                        .budget(used, limit)
                        .build()
                        .live(NOW)
                        .isPositive())
                .isEqualTo(live);
        if (limit != null) {
            assertThat(anExclusive().budget(used, limit).build().live(NOW).isPositive())
                    .isEqualTo(live);
        }
    }

    @ParameterizedTest
    @MethodSource("unpublishedStatuses")
    void needsALiveOutletWithALivePaymentPoint(PublicationStatus publicationStatus) {
        Merchant merchant = aMerchant();
        assertThat(rulesAgainst(aCashback()
                        .merchant(merchant)
                        .withOutlets(anOutletOf(merchant, publicationStatus, PUBLISHED))
                        .build()))
                .containsExactly("LIVE_OUTLET");
        assertThat(rulesAgainst(aCashback()
                        .merchant(merchant)
                        .withOutlets(anOutletOf(merchant, PUBLISHED, publicationStatus))
                        .build()))
                .containsExactly("LIVE_OUTLET");
        assertThat(rulesAgainst(aCashback()
                        .merchant(merchant)
                        .withOutlets(anOutletOf(merchant, PUBLISHED, publicationStatus, PUBLISHED))
                        .build()))
                .isEmpty();
        assertThat(rulesAgainst(aCashback()
                        .merchant(merchant)
                        .withOutlets(anOutletOf(merchant, PUBLISHED))
                        .build()))
                .containsExactly("LIVE_OUTLET");
    }

    @Test
    void aLinkedOutletOfAnotherMerchantDoesNotCount() {
        CashbackConfiguration offer =
                aCashback().withOutlets(anOutletOf(aMerchant())).build();
        assertThat(rulesAgainst(offer)).containsExactly("LIVE_OUTLET");
    }

    @Test
    void aPlatformWideOfferTakesOutletsOfAnyActiveMerchant() {
        Outlet good = anOutletOf(aMerchant());
        Outlet closed = anOutletOf(aMerchant(MerchantStatus.CLOSED));
        assertThat(anExclusive()
                        .merchant(null)
                        .withOutlets(closed)
                        .build()
                        .live(NOW)
                        .isPositive())
                .isFalse();
        assertThat(anExclusive()
                        .merchant(null)
                        .withOutlets(closed, good)
                        .build()
                        .liveOutlets())
                .containsExactly(good);
    }

    @ParameterizedTest
    @MethodSource("unpublishedStatuses")
    void cashbackNeedsALiveTier(PublicationStatus publicationStatus) {
        assertThat(rulesAgainst(aCashback().tier(publicationStatus).build())).containsExactly("LIVE_PARTS");
        assertThat(rulesAgainst(
                        aCashback().tier(publicationStatus).tier(PUBLISHED).build()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("unpublishedStatuses")
    void loyaltyNeedsALiveTierAndALiveReward(PublicationStatus publicationStatus) {
        assertThat(rulesAgainst(aLoyaltyProgram().tier("New", publicationStatus).build()))
                .containsExactly("LIVE_PARTS");
        assertThat(rulesAgainst(
                        aLoyaltyProgram().tier("New").reward(publicationStatus).build()))
                .containsExactly("LIVE_PARTS");
    }

    @Test
    void namesEveryReasonAtOnce() {
        assertThat(rulesAgainst(aCashback()
                        .merchant(aMerchant(MerchantStatus.PENDING))
                        .status(new PublicationStatus(false, true, null))
                        .window("2027-01-01T00:00:00Z", null)
                        .budget("5", "5")
                        .tier(INACTIVE)
                        .withOutlets()
                        .build()))
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
