package io.eligo.startup;

/** Why the application cannot start, in one sentence, and what to do about it, in another. */
public final class StartupFailure extends IllegalStateException {
    private final String action;

    public StartupFailure(String description, String action) {
        super(description);
        this.action = action;
    }

    public String action() {
        return action;
    }
}
