package io.eligo.rollout.schedule;

import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChange;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The two schedules and their shares. A share of 0 switches off. */
public enum ScheduleKind {
    /** 1, 5, 25, 50, 100 %: the next step needs every watched trigger to be good. */
    FORWARD(1, 5, 25, 50, 100),
    /** 50 % and 75 % of the users off, then all: a step each time, whatever the triggers say. */
    ROLLBACK(50, 25, 0);

    private final List<BigDecimal> shares;

    ScheduleKind(int... shares) {
        this.shares = Arrays.stream(shares).mapToObj(BigDecimal::valueOf).toList();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws InvalidRolloutException if there is no such kind */
    public static ScheduleKind parse(String word) {
        return Stream.of(values())
                .filter(kind -> kind.word().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRolloutException("kind", "forward or rollback"));
    }

    /** The first step beyond the present share; empty if there is none. */
    Optional<BigDecimal> nextShare(Rollout present) {
        BigDecimal share = present.enabled() ? present.share() : BigDecimal.ZERO;
        return shares.stream()
                .filter(step -> this == FORWARD ? step.compareTo(share) > 0 : step.compareTo(share) < 0)
                .findFirst();
    }

    boolean isLast(BigDecimal share) {
        return shares.get(shares.size() - 1).equals(share);
    }

    static RolloutChange changeTo(BigDecimal share) {
        return share.signum() == 0 ? RolloutChange.OFF : RolloutChange.toShare(share);
    }
}
