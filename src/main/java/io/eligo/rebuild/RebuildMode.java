package io.eligo.rebuild;

import io.eligo.jobs.files.FullRebuildArguments;

/** What a run does with the differences that it finds; the job's arguments and loss limits say which. */
enum RebuildMode {
    /** Counts the differences and writes nothing. */
    DRY_RUN,
    /** Writes all differences. */
    UNGUARDED,
    /** Writes batches that only grant, and defers the others until {@link GrantLossGuard} has judged their sum. */
    GUARDED,
    /** Writes grants, and revocations that waiting events name; defers the other revocations. */
    TRUST_EVENTS;

    /** @param limited whether the job file limits losses */
    static RebuildMode of(FullRebuildArguments arguments, boolean limited) {
        if (arguments.dryRun()) {
            return DRY_RUN;
        }
        if (arguments.unguarded() || !limited) {
            return UNGUARDED;
        }
        return arguments.trustEvents() ? TRUST_EVENTS : GUARDED;
    }
}
