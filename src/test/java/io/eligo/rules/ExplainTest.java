package io.eligo.rules;

import static io.eligo.rules.Fixtures.NOW;
import static io.eligo.rules.Fixtures.OFF;
import static io.eligo.rules.Fixtures.PENDING;
import static io.eligo.rules.Fixtures.aCashback;
import static io.eligo.rules.Fixtures.aLoyaltyProgram;
import static io.eligo.rules.Fixtures.anExclusive;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainTest {
    static Stream<Offer> offers() {
        return Stream.of(
                aCashback().forThe("All").please(),
                aCashback().forThe("New", "Vip").standing(OFF).please(),
                anExclusive().forThe().standing(PENDING).please(),
                anExclusive().of(null).forThe("All").spent("5", "5").please(),
                aLoyaltyProgram().tier("Regular").please(),
                aLoyaltyProgram().of(null).please());
    }

    @ParameterizedTest
    @MethodSource("offers")
    void saysWhatGrantedAndLiveDecide(Offer offer) {
        for (CustomerType type : CustomerType.values()) {
            List<Condition> conditions = offer.explain(type, NOW);

            assertThat(conditions.get(0).holds()).isEqualTo(offer.granted(type).holds());
            assertThat(conditions.subList(1, conditions.size()).stream().allMatch(Condition::holds))
                    .isEqualTo(offer.live(NOW).holds());
            assertThat(conditions.stream().flatMap(condition -> condition.against().stream()))
                    .containsExactlyElementsOf(
                            Stream.concat(offer.granted(type).refusals().stream(), offer.live(NOW).refusals().stream())
                                    .map(Refusal::reason)
                                    .toList());
        }
    }

    @Test
    void namesWhatWouldChangeIt() {
        Condition active = aCashback().standing(OFF).please().explain(CustomerType.NEW, NOW).stream()
                .filter(condition -> condition.rule().equals("ACTIVE"))
                .findFirst()
                .orElseThrow();
        assertThat(active.against()).containsExactly("it is switched off");
        assertThat(active.remedy()).isEqualTo("switch it on");
    }
}
