package io.eligo.rollout;

/** Published within the transaction of each change of the switch. */
public record RolloutChangeApplied(RolloutChange change, Cause cause, String changedBy) {
    /** What changes the switch. */
    public enum Cause {
        PERSON,
        SCHEDULE,
        TRIGGER
    }

    /** Whether more than the lists of users was changed. */
    public boolean isOfShare() {
        return change.enabled() != null || change.share() != null;
    }
}
