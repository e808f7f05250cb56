package io.eligo.rollout.triggers;

/** What a trigger says about its windows. Without enough data the rollout holds: it goes neither forward nor back. */
public enum Verdict {
    BAD,
    GOOD,
    NOT_ENOUGH_DATA
}
