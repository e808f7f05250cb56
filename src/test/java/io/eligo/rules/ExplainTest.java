package io.eligo.rules;

import static io.eligo.rules.OfferFixtures.INACTIVE;
import static io.eligo.rules.OfferFixtures.NOW;
import static io.eligo.rules.OfferFixtures.PENDING;
import static io.eligo.rules.OfferFixtures.aCashback;
import static io.eligo.rules.OfferFixtures.aLoyaltyProgram;
import static io.eligo.rules.OfferFixtures.anExclusive;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rules.vocabulary.CustomerType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainTest {
    static Stream<Offer> offers() {
        return Stream.of(
                aCashback().audience("All").build(),
                aCashback().audience("New", "Vip").status(INACTIVE).build(),
                anExclusive().audience().status(PENDING).build(),
                anExclusive().merchant(null).audience("All").budget("5", "5").build(),
                aLoyaltyProgram().tier("Regular").build(),
                aLoyaltyProgram().merchant(null).build());
    }

    @ParameterizedTest
    @MethodSource("offers")
    void agreesWithGrantedAndLive(Offer offer) {
        for (CustomerType type : CustomerType.values()) {
            List<ConditionResult> conditions = offer.explain(type, NOW);

            assertThat(conditions.get(0).met()).isEqualTo(offer.granted(type).isPositive());
            assertThat(conditions.subList(1, conditions.size()).stream().allMatch(ConditionResult::met))
                    .isEqualTo(offer.live(NOW).isPositive());
            assertThat(conditions.stream().flatMap(condition -> condition.reasons().stream()))
                    .containsExactlyElementsOf(Stream.concat(
                                    offer.granted(type).violations().stream(), offer.live(NOW).violations().stream())
                            .map(UnmetRule::reason)
                            .toList());
        }
    }

    @Test
    void namesTheRemedy() {
        ConditionResult active = aCashback().status(INACTIVE).build().explain(CustomerType.NEW, NOW).stream()
                .filter(condition -> condition.rule().equals("ACTIVE"))
                .findFirst()
                .orElseThrow();
        assertThat(active.reasons()).containsExactly("it is switched off");
        assertThat(active.remedy()).isEqualTo("switch it on");
    }
}
