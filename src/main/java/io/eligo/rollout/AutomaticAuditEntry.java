package io.eligo.rollout;

/**
 * An action that no person requested at that moment, for the audit. Published within its transaction.
 *
 * @param who the trigger or the schedule
 */
public record AutomaticAuditEntry(String who, String action, String target, String reason) {
    /** A change of the switch. */
    public static final String ROLLOUT = "rollout";

    /** The end of a schedule before its last step. */
    public static final String END_SCHEDULE = "end rollout schedule";
}
