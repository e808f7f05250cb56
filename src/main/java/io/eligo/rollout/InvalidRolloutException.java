package io.eligo.rollout;

/** A change of the switch, of a trigger or of a schedule that is not accepted. The message says what is. */
public class InvalidRolloutException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String argument;
    private final String accepted;

    public InvalidRolloutException(String argument, String accepted) {
        super(accepted);
        this.argument = argument;
        this.accepted = accepted;
    }

    /** The name of the argument, as in the mutation. */
    public String argument() {
        return argument;
    }

    /** What the argument may be. */
    public String accepted() {
        return accepted;
    }
}
