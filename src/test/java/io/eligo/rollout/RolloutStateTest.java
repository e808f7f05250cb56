package io.eligo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutStateTest {
    private static final UUID SALT = new UUID(7, 7);
    private static final List<UUID> USERS = randomUsers();

    @Test
    void aShareIncludesThatShareOfTheUsers() {
        for (String share : List.of("0", "0.01", "1", "5", "25", "50", "99.99", "100")) {
            double percent = 100.0 * countIncluded(state(share, SALT)) / USERS.size();
            assertThat(percent).as(share).isCloseTo(Double.parseDouble(share), within(0.5));
        }
        assertThat(countIncluded(state("0", SALT))).isZero();
        assertThat(countIncluded(state("100", SALT))).isEqualTo(USERS.size());
    }

    @Test
    void consecutiveIdsAreSpreadToo() {
        long included = Stream.iterate(1L, i -> i + 1)
                .limit(10_000)
                .filter(i -> state("25", SALT).includes(new UUID(0, i)))
                .count();
        assertThat(included).isBetween(2_200L, 2_800L);
    }

    @Test
    void aLargerShareIncludesAllUsersOfASmallerOneAndTheSameShareTheSameUsers() {
        Rollout small = state("5", SALT);
        Rollout large = state("25", SALT);
        assertThat(USERS.stream().filter(small::includes)).isNotEmpty().allMatch(large::includes);
        assertThat(USERS)
                .allMatch(user -> small.includes(user) == state("5", SALT).includes(user));
    }

    @Test
    void anotherSaltChoosesOtherUsers() {
        Rollout one = state("50", SALT);
        Rollout other = state("50", new UUID(8, 8));
        long both = USERS.stream()
                .filter(user -> one.includes(user) && other.includes(user))
                .count();
        assertThat(100.0 * both / USERS.size()).isCloseTo(25, within(2.0));
    }

    @Test
    void listsDecideBeforeTheShareAndOffDecidesBeforeTheLists() {
        UUID allowed = USERS.get(0);
        UUID denied = USERS.get(1);
        assertThat(state(true, "0", Set.of(allowed), Set.of(denied)).includes(allowed))
                .isTrue();
        assertThat(state(true, "100", Set.of(allowed), Set.of(denied)).includes(denied))
                .isFalse();
        assertThat(state(false, "100", Set.of(allowed), Set.of()).includes(allowed))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.01", "100.01", "101", "0.001", "1E+9", "1E-9"})
    void anotherShareIsRefusedByName(String share) {
        assertThatExceptionOfType(InvalidRolloutException.class)
                .isThrownBy(() -> RolloutChange.toShare(new BigDecimal(share)))
                .withMessage("a percentage from 0 to 100 with at most two decimal places")
                .extracting(InvalidRolloutException::argument)
                .isEqualTo("share");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "100.01", "0.001"})
    void anotherShadowShareIsRefusedByName(String share) {
        assertThatExceptionOfType(InvalidRolloutException.class)
                .isThrownBy(() -> new RolloutChange(null, null, new BigDecimal(share), null, null))
                .withMessage("a percentage from 0 to 100 with at most two decimal places")
                .extracting(InvalidRolloutException::argument)
                .isEqualTo("shadowShare");
    }

    @Test
    void theShadowShareIsThatShareOfTheReads() {
        var random = new Random(1);
        for (String share : List.of("0", "0.5", "10", "50", "100")) {
            var state = new Rollout(
                    1,
                    true,
                    BigDecimal.ZERO,
                    new BigDecimal(share),
                    SALT,
                    Set.of(),
                    Set.of(),
                    Instant.EPOCH,
                    null,
                    null);
            long chosen = Stream.generate(() -> state.choosesForShadow(random))
                    .limit(20_000)
                    .filter(Boolean::booleanValue)
                    .count();
            assertThat(chosen / 200.0).as(share).isCloseTo(Double.parseDouble(share), within(1.0));
            assertThat(chosen > 0).isEqualTo(!share.equals("0"));
        }
    }

    @Test
    void aListOfTooManyUsersIsRefusedByName() {
        assertThatExceptionOfType(InvalidRolloutException.class)
                .isThrownBy(() -> new RolloutChange(null, null, null, null, Collections.nCopies(1_001, SALT)))
                .withMessage("at most 1000 users")
                .extracting(InvalidRolloutException::argument)
                .isEqualTo("deny");
    }

    @Test
    void openFeatureEvaluatesTheFlagAndNoOther() {
        OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
        api.setProviderAndWait(new RolloutFeatureProvider(() -> state("50", SALT)));
        Client flags = api.getClient();
        for (UUID user : USERS.subList(0, 100)) {
            var context = new ImmutableContext(user.toString());
            assertThat(flags.getBooleanValue(RolloutFeatureProvider.FLAG, false, context))
                    .isEqualTo(state("50", SALT).includes(user));
        }
        var context = new ImmutableContext(USERS.get(0).toString());
        assertThat(flags.getBooleanDetails("another-flag", true, context).getErrorCode())
                .isEqualTo(ErrorCode.FLAG_NOT_FOUND);
        assertThat(flags.getStringDetails(RolloutFeatureProvider.FLAG, "x", context)
                        .getErrorCode())
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(flags.getBooleanDetails(RolloutFeatureProvider.FLAG, true).getErrorCode())
                .isEqualTo(ErrorCode.TARGETING_KEY_MISSING);
        api.shutdown();
    }

    private static long countIncluded(Rollout state) {
        return USERS.stream().filter(state::includes).count();
    }

    private static Rollout state(String share, UUID salt) {
        return new Rollout(
                1, true, new BigDecimal(share), BigDecimal.ZERO, salt, Set.of(), Set.of(), Instant.EPOCH, null, null);
    }

    private static Rollout state(boolean enabled, String share, Set<UUID> allowed, Set<UUID> denied) {
        return new Rollout(
                1, enabled, new BigDecimal(share), BigDecimal.ZERO, SALT, allowed, denied, Instant.EPOCH, null, null);
    }

    private static List<UUID> randomUsers() {
        var random = new Random(1);
        return Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(20_000)
                .toList();
    }
}
