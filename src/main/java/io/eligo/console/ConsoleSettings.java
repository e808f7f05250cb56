package io.eligo.console;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code eligo.console.*}.
 *
 * @param tokenCommand Shell command that prints a bearer token, which the start page and the sign-in page of a trial server
 *     show, with the user and the scopes for {user} and {scopes}; by default they show none.
 */
@ConfigurationProperties("eligo.console")
record ConsoleSettings(@Nullable String tokenCommand) {
    /** Null if no command is set. */
    @Nullable
    String tokenCommand(String user, String scopes) {
        return tokenCommand == null || tokenCommand.isBlank()
                ? null
                : tokenCommand
                        .replace("{user}", user)
                        .replace("{scopes}", scopes)
                        .strip();
    }
}
