package io.eligo.rules;

import static io.eligo.rules.OfferFixtures.DELETED;
import static io.eligo.rules.OfferFixtures.INACTIVE;
import static io.eligo.rules.OfferFixtures.PUBLISHED;
import static io.eligo.rules.OfferFixtures.REJECTED;
import static io.eligo.rules.OfferFixtures.UNREVIEWED;
import static io.eligo.rules.OfferFixtures.aCashback;
import static io.eligo.rules.OfferFixtures.aLoyaltyProgram;
import static io.eligo.rules.OfferFixtures.anExclusive;
import static io.eligo.rules.vocabulary.CustomerType.INFREQUENT;
import static io.eligo.rules.vocabulary.CustomerType.NEW;
import static io.eligo.rules.vocabulary.CustomerType.NON_CUSTOMER;
import static io.eligo.rules.vocabulary.CustomerType.OCCASIONAL;
import static io.eligo.rules.vocabulary.CustomerType.REGULAR;
import static io.eligo.rules.vocabulary.CustomerType.VIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.UnknownSpelling;
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

/** Which customer types are granted which offers. */
class GrantedTest {
    private static boolean granted(Offer offer, CustomerType type) {
        return offer.granted(type).isPositive();
    }

    @Nested
    @DisplayName("The worked examples of docs/rules.md")
    class WorkedExamples {
        static Stream<Arguments> examples() {
            return Stream.of(
                    Arguments.of(1, aCashback().audience("All").build(), NON_CUSTOMER, true),
                    Arguments.of(2, aCashback().audience("NonCustomer").build(), NEW, false),
                    Arguments.of(3, aCashback().audience("NonCustomer").build(), NON_CUSTOMER, true),
                    Arguments.of(4, aCashback().audience("NonCustomer", "New").build(), NEW, true),
                    Arguments.of(5, aCashback().audience("Regular").build(), VIP, false),
                    Arguments.of(6, aLoyaltyProgram().tier("Regular").build(), VIP, true),
                    Arguments.of(7, aLoyaltyProgram().tier("Regular").build(), OCCASIONAL, false),
                    Arguments.of(
                            8,
                            aLoyaltyProgram().tier("Vip").tier("New", REJECTED).build(),
                            REGULAR,
                            false),
                    Arguments.of(9, aLoyaltyProgram().tier("NonCustomer").build(), NON_CUSTOMER, true),
                    Arguments.of(10, anExclusive().audience().build(), VIP, false),
                    Arguments.of(
                            11, anExclusive().merchant(null).audience("All").build(), NON_CUSTOMER, true),
                    // A Vip of B only is a non-customer of A.
                    Arguments.of(12, aCashback().audience("Vip").build(), NON_CUSTOMER, false));
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
        @ParameterizedTest(name = "cashback for {0}, user is {1}: {2}")
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
            assertThat(granted(aCashback().audience(audience.split(";")).build(), CustomerType.parse(type)))
                    .isEqualTo(expected);
            assertThat(granted(anExclusive().audience(audience.split(";")).build(), CustomerType.parse(type)))
                    .isEqualTo(expected);
        }
    }

    @Nested
    @DisplayName("Hierarchy eligibility")
    class Hierarchy {
        @ParameterizedTest(name = "loyalty tier for {0}, user is {1}: {2}")
        @CsvSource({
            "New, NonCustomer, false", "New, New, true", "New, Vip, true",
            "Occasional, Infrequent, false", "Occasional, Occasional, true", "Occasional, Regular, true",
            "Vip, Regular, false", "Vip, Vip, true",
        })
        void reachesTiersAtOrBelowTheUsersRung(String minimum, String type, boolean expected) {
            assertThat(granted(aLoyaltyProgram().tier(minimum).build(), CustomerType.parse(type)))
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
                    .build();
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
        void meansAllCustomerTypes(CustomerType type) {
            assertThat(granted(aCashback().audience("All").build(), type)).isTrue();
        }

        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void makesOtherWordsMeaningless(CustomerType type) {
            assertThat(granted(anExclusive().audience("All", "Vip").build(), type))
                    .isTrue();
        }

        @Test
        void isNoRungOfTheLadder() {
            assertThatThrownBy(() -> CustomerType.parse("All")).isInstanceOf(UnknownSpelling.class);
        }
    }

    @Nested
    @DisplayName("\"NonCustomer\"")
    class NonCustomer {
        @Test
        void isGrantedToWhoHasNoRow() {
            assertThat(granted(aCashback().audience("NonCustomer").build(), NON_CUSTOMER))
                    .isTrue();
        }

        @ParameterizedTest
        @EnumSource(value = CustomerType.class, mode = EnumSource.Mode.EXCLUDE, names = "NON_CUSTOMER")
        void excludesEveryCustomer(CustomerType type) {
            assertThat(granted(aCashback().audience("NonCustomer").build(), type))
                    .isFalse();
        }

        @Test
        void joinsWithOtherWords() {
            ExclusiveOffer offer = anExclusive().audience("NonCustomer", "Vip").build();
            assertThat(Arrays.stream(CustomerType.values()).filter(type -> granted(offer, type)))
                    .containsExactly(NON_CUSTOMER, VIP);
        }

        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void asALoyaltyMinimumOpensTheProgramToAllCustomerTypes(CustomerType type) {
            assertThat(granted(aLoyaltyProgram().tier("NonCustomer").build(), type))
                    .isTrue();
        }
    }

    @Nested
    @DisplayName("Edge cases")
    class EdgeCases {
        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void anEmptyAudienceGrantsNoCustomerType(CustomerType type) {
            assertThat(granted(aCashback().audience().build(), type)).isFalse();
        }

        @ParameterizedTest
        @EnumSource(CustomerType.class)
        void aProgramWithoutMerchantIsGrantedToNoCustomerType(CustomerType type) {
            assertThat(granted(
                            aLoyaltyProgram().merchant(null).tier("NonCustomer").build(), type))
                    .isFalse();
        }

        @Test
        void aPlatformWideOfferForATypeIsRefused() {
            assertThatThrownBy(
                            () -> anExclusive().merchant(null).audience("Vip").build())
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void tiersThatDoNotCountGrantNothing() {
            LoyaltyProgram program = aLoyaltyProgram()
                    .tier("New", INACTIVE)
                    .tier("New", DELETED)
                    .tier("New", REJECTED)
                    .tier("New", UNREVIEWED)
                    .tier("Vip", PUBLISHED)
                    .build();
            assertThat(granted(program, REGULAR)).isFalse();
            assertThat(granted(program, VIP)).isTrue();
        }

        @Test
        void grantsDoNotLookAtLive() {
            CashbackConfiguration dead = aCashback()
                    .audience("New")
                    .status(DELETED)
                    .budget("10", "10")
                    .window(null, "2020-01-01T00:00:00Z")
                    .withOutlets()
                    .build();
            assertThat(dead.live(OfferFixtures.NOW).isPositive()).isFalse();
            assertThat(granted(dead, NEW)).isTrue();
        }

        @Test
        void anUnknownWordIsRefusedWithTheAcceptedOnes() {
            assertThatThrownBy(() -> Audience.of(List.of("Vip", "Gold")))
                    .isInstanceOf(UnknownSpelling.class)
                    .hasMessage("'Gold' is none of All, NonCustomer, New, Infrequent, Occasional, Regular, Vip");
        }

        @Test
        void aRefusalSaysWhy() {
            assertThat(aCashback()
                            .audience("Vip", "New")
                            .build()
                            .granted(REGULAR)
                            .violations())
                    .containsExactly(new UnmetRule(
                            "AUDIENCE", "the user is Regular at its merchant, the offer is for New, Vip"));
            assertThat(aLoyaltyProgram().tier("Vip").build().granted(NEW).violations())
                    .containsExactly(new UnmetRule(
                            "TIER_REACHED", "the user is New at its merchant, which reaches no live tier"));
        }
    }
}
