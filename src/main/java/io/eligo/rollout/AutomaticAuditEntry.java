package io.eligo.rollout;

/**
 * An action of a trigger or a schedule of the rollout, for the audit. Published in the transaction of the action.
 *
 * @param who the trigger or the schedule
 */
public record AutomaticAuditEntry(String who, String action, String target, String reason) {
    /** A change of the switch. */
    public static final String ROLLOUT = "rollout";

    /** The end of a schedule before its last step. */
    public static final String END_SCHEDULE = "end rollout schedule";
}
