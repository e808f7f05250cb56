package io.eligo.console;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code eligo.console.*}.
 *
 * @param tokenCommand a shell command that prints a bearer token, for the start page and the sign-in page of a server for
 *     trials; {@code {user}} and {@code {scopes}} are replaced. Null if the pages show none
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
