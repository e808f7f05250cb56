package io.eligo.rules;

import static io.eligo.rules.CustomerType.INFREQUENT;
import static io.eligo.rules.CustomerType.NEW;
import static io.eligo.rules.CustomerType.NON_CUSTOMER;
import static io.eligo.rules.CustomerType.OCCASIONAL;
import static io.eligo.rules.CustomerType.REGULAR;
import static io.eligo.rules.CustomerType.VIP;
import static io.eligo.rules.Fixtures.COUNTS;
import static io.eligo.rules.Fixtures.DELETED;
import static io.eligo.rules.Fixtures.OFF;
import static io.eligo.rules.Fixtures.REJECTED;
import static io.eligo.rules.Fixtures.UNREVIEWED;
import static io.eligo.rules.Fixtures.aCashback;
import static io.eligo.rules.Fixtures.aLoyaltyProgram;
import static io.eligo.rules.Fixtures.anExclusive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is granted what; the five groups are those of the original design. */
class GrantedTest {
    private static boolean granted(Offer offer, CustomerType type) {
        return offer.granted(type).holds();
    }

    @Nested
    @DisplayName("The worked examples of DOMAIN.md")
    class WorkedExamples {
        static Stream<Arguments> examples() {
            return Stream.of(
                    Arguments.of(1, aCashback().forThe("All").please(), NON_CUSTOMER, true),
                    Arguments.of(2, aCashback().forThe("NonCustomer").please(), NEW, false),
                    Arguments.of(3, aCashback().forThe("NonCustomer").please(), NON_CUSTOMER, true),
                    Arguments.of(4, aCashback().forThe("NonCustomer", "New").please(), NEW, true),
                    Arguments.of(5, aCashback().forThe("Regular").please(), VIP, false),
                    Arguments.of(6, aLoyaltyProgram().tier("Regular").please(), VIP, true),
                    Arguments.of(7, aLoyaltyProgram().tier("Regular").please(), OCCASIONAL, false),
                    Arguments.of(
                            8,
                            aLoyaltyProgram().tier("Vip").tier("New", REJECTED).please(),
                            REGULAR,
                            false),
                    Arguments.of(9, aLoyaltyProgram().tier("NonCustomer").please(), NON_CUSTOMER, true),
                    Arguments.of(10, anExclusive().forThe().please(), VIP, false),
                    Arguments.of(11, anExclusive().of(null).forThe("All").please(), NON_CUSTOMER, true),
                    // A Vip of B only is a non-customer of A.
                    Arguments.of(12, aCashback().forThe("Vip").please(), NON_CUSTOMER, false));
        }

        @ParameterizedTest(name = "example {0}")
        @MethodSource("examples")
        void isDecidedAsWritten(int number, Offer offer, CustomerType type, boolean expected) {
            assertThat(granted(offer, type)).isEqualTo(expected);
        }
    }

    @Nested
    @DisplayName("Simple eligibility")
    class SimpleEligibility {
        @ParameterizedTest(name = "cashback for {0}, asked by {1}: {2}")
        @CsvSource({
            "New, New, true", "New, Infrequent, false",
            "Infrequent, Infrequent, true", "Infrequent, New, false",
            "Occasional, Occasional, true", "Occasional, Regular, false",
            "Regular, Regular, true", "Regular, Occasional, false",
            "Vip, Vip, true", "Vip, Regular, false",
            "New;Vip, Vip, true", "New;Vip, Regular, false",
            "vip, Vip, true", "Regular, Vip, false",
        })
        void isForExactlyTheNamedTypes(String audience, String type, boolean expected) {
            assertThat(granted(aCashback().forThe(audience.split(";")).please(), CustomerType.parse(type)))
                    .isEqualTo(expected);
            assertThat(granted(anExclusive().forThe(audience.split(";")).please(), CustomerType.parse(type)))
                    .isEqualTo(expected);
        }
    }

    @Nested
    @DisplayName("Hierarchy eligibility")
    class Hierarchy {
        @ParameterizedTest(name = "loyalty tier for {0}, asked by {1}: {2}")
        @CsvSource({
            "New, NonCustomer, false", "New, New, true", "New, Vip, true",
            "Occasional, Infrequent, false", "Occasional, Occasional, true", "Occasional, Regular, true",
            "Vip, Regular, false", "Vip, Vip, true",
        })
        void reachesTiersAtOrBelowTheUsersRung(String minimum, String type, boolean expected) {
            assertThat(granted(aLoyaltyProgram().tier(minimum).please(), CustomerType.parse(type)))
                    .isEqualTo(expected);
        }

        @Test
        void showsOnlyTheTiersThatTheUserReaches() {
            LoyaltyProgram program = aLoyaltyProgram()
                    .tier("New")
                    .tier("Infrequent")
                    .tier("Occasional")
                    .tier("Regular")
                    .tier("Vip")
                    .please();
            assertThat(program.tiersReachedBy(REGULAR))
                    .extracting(LoyaltyTier::minimum)
                    .containsExactly(NEW, INFREQUENT, OCCASIONAL, REGULAR);
        }
    }

    @Nested
    @DisplayName("\"All\" customers")
    class All {
        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void meansEverybody(CustomerType type) {
            assertThat(granted(aCashback().forThe("All").please(), type)).isTrue();
        }

        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void makesOtherWordsMeaningless(CustomerType type) {
            assertThat(granted(anExclusive().forThe("All", "Vip").please(), type))
                    .isTrue();
        }

        @Test
        void isNoRungOfTheLadder() {
            assertThatThrownBy(() -> CustomerType.parse("All")).isInstanceOf(UnknownWord.class);
        }
    }

    @Nested
    @DisplayName("\"NonCustomer\"")
    class NonCustomer {
        @Test
        void isGrantedToWhoHasNoRow() {
            assertThat(granted(aCashback().forThe("NonCustomer").please(), NON_CUSTOMER))
                    .isTrue();
        }

        @ParameterizedTest
        @EnumSource(value = CustomerType.class, mode = EnumSource.Mode.EXCLUDE, names = "NON_CUSTOMER")
        void excludesEveryCustomer(CustomerType type) {
            assertThat(granted(aCashback().forThe("NonCustomer").please(), type))
                    .isFalse();
        }

        @Test
        void joinsWithOtherWords() {
            ExclusiveOffer offer = anExclusive().forThe("NonCustomer", "Vip").please();
            assertThat(Arrays.stream(CustomerType.values()).filter(type -> granted(offer, type)))
                    .containsExactly(NON_CUSTOMER, VIP);
        }

        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void asALoyaltyMinimumOpensTheProgramToEverybody(CustomerType type) {
            assertThat(granted(aLoyaltyProgram().tier("NonCustomer").please(), type))
                    .isTrue();
        }
    }

    @Nested
    @DisplayName("Edge cases")
    class EdgeCases {
        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void anEmptyAudienceIsNobody(CustomerType type) {
            assertThat(granted(aCashback().forThe().please(), type)).isFalse();
        }

        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void aProgramWithoutMerchantIsGrantedToNobody(CustomerType type) {
            assertThat(granted(aLoyaltyProgram().of(null).tier("NonCustomer").please(), type))
                    .isFalse();
        }

        @Test
        void aPlatformWideOfferForATypeIsRefused() {
            assertThatThrownBy(() -> anExclusive().of(null).forThe("Vip").please())
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void tiersThatDoNotCountGrantNothing() {
            LoyaltyProgram program = aLoyaltyProgram()
                    .tier("New", OFF)
                    .tier("New", DELETED)
                    .tier("New", REJECTED)
                    .tier("New", UNREVIEWED)
                    .tier("Vip", COUNTS)
                    .please();
            assertThat(granted(program, REGULAR)).isFalse();
            assertThat(granted(program, VIP)).isTrue();
        }

        @Test
        void grantsDoNotLookAtLive() {
            CashbackConfiguration dead = aCashback()
                    .forThe("New")
                    .standing(DELETED)
                    .spent("10", "10")
                    .from(null, "2020-01-01T00:00:00Z")
                    .at()
                    .please();
            assertThat(dead.live(Fixtures.NOW).holds()).isFalse();
            assertThat(granted(dead, NEW)).isTrue();
        }

        @Test
        void anUnknownWordIsRefusedWithTheAcceptedOnes() {
            assertThatThrownBy(() -> Audience.of(List.of("Vip", "Gold")))
                    .isInstanceOf(UnknownWord.class)
                    .hasMessage("'Gold' is none of All, NonCustomer, New, Infrequent, Occasional, Regular, Vip");
        }

        @Test
        void aRefusalSaysWhy() {
            assertThat(aCashback()
                            .forThe("Vip", "New")
                            .please()
                            .granted(REGULAR)
                            .refusals())
                    .containsExactly(
                            new Refusal("AUDIENCE", "the user is Regular at its merchant, it is for New, Vip"));
            assertThat(aLoyaltyProgram().tier("Vip").please().granted(NEW).refusals())
                    .containsExactly(
                            new Refusal("TIER_REACHED", "the user is New at its merchant, which reaches no live tier"));
        }
    }
}
