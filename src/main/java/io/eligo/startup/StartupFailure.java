package io.eligo.startup;

/** Why the application cannot start, in one sentence, and what to do about it, in another. */
class StartupFailure extends IllegalStateException {
    private final String action;

    StartupFailure(String description, String action) {
        super(description);
        this.action = action;
    }

    String action() {
        return action;
    }
}
