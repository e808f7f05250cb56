package io.eligo.rollout;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person or a schedule changes about the switch. A null component stays as it is.
 *
 * @param share percentage of the users
 * @param shadowShare percentage of the reads that both paths answer, to be compared
 * @param allowed replaces the list of the users that are always included
 * @param denied replaces the list of the users that are never included
 */
public record RolloutChange(
        @Nullable Boolean enabled,
        @Nullable BigDecimal share,
        @Nullable BigDecimal shadowShare,
        @Nullable List<UUID> allowed,
        @Nullable List<UUID> denied) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int MAX_USERS = 1_000;

    /** Switches off for all users; the share and the lists stay. */
    public static final RolloutChange OFF = new RolloutChange(false, null, null, null, null);

    /** Switches on for all users that are not denied. */
    public static final RolloutChange ON = new RolloutChange(true, HUNDRED, null, null, null);

    /** @throws InvalidRolloutException naming the component that is not accepted */
    public RolloutChange {
        checkPercentage("share", share);
        checkPercentage("shadowShare", shadowShare);
        allowed = checkList("allow", allowed);
        denied = checkList("deny", denied);
    }

    public static RolloutChange toShare(BigDecimal share) {
        return new RolloutChange(true, share, null, null, null);
    }

    /** What changes, for the audit: without the ids of users, which an erasure must remove. */
    public String describe() {
        var parts = new ArrayList<String>();
        if (enabled != null) {
            parts.add(enabled ? "on" : "off");
        }
        if (share != null) {
            parts.add(share.toPlainString() + " %");
        }
        if (shadowShare != null) {
            parts.add("shadow " + shadowShare.toPlainString() + " %");
        }
        if (allowed != null) {
            parts.add(allowed.size() + " users allowed");
        }
        if (denied != null) {
            parts.add(denied.size() + " users denied");
        }
        return String.join(", ", parts);
    }

    private static void checkPercentage(String name, @Nullable BigDecimal percentage) {
        if (percentage != null
                && (percentage.signum() < 0
                        || percentage.compareTo(HUNDRED) > 0
                        || percentage.stripTrailingZeros().scale() > 2)) {
            throw new InvalidRolloutException(name, "a percentage from 0 to 100 with at most two decimal places");
        }
    }

    private static @Nullable List<UUID> checkList(String name, @Nullable List<UUID> users) {
        if (users == null) {
            return null;
        }
        if (users.size() > MAX_USERS) {
            throw new InvalidRolloutException(name, "at most " + MAX_USERS + " users");
        }
        return users.stream().distinct().toList();
    }
}
