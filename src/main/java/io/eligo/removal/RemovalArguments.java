package io.eligo.removal;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of the command.
 *
 * @param confirm the name of the database; null if it was not given
 */
record RemovalArguments(boolean dryRun, @Nullable String confirm) {
    private static final String DRY_RUN = "dry-run";
    private static final String CONFIRM = "confirm";
    private static final Set<String> BOOLEANS = Set.of("true", "false");

    /** @throws InvalidRemovalArgument naming the argument and what is accepted */
    static RemovalArguments of(Map<String, String> arguments) {
        for (String name : arguments.keySet()) {
            if (!name.equals(DRY_RUN) && !name.equals(CONFIRM)) {
                throw new InvalidRemovalArgument(String.format(
                        Locale.ROOT,
                        "%s has no argument %s. Arguments: dry-run= (true lists what would be removed), confirm= (the name of the database)",
                        RemovalCommand.NAME,
                        name));
            }
        }
        String dryRun = arguments.getOrDefault(DRY_RUN, "false");
        if (!BOOLEANS.contains(dryRun)) {
            throw new InvalidRemovalArgument(String.format(
                    Locale.ROOT, "%s: dry-run is '%s'; accepted: true, false", RemovalCommand.NAME, dryRun));
        }
        return new RemovalArguments(dryRun.equals("true"), arguments.get(CONFIRM));
    }

    /** @throws InvalidRemovalArgument if another database was named */
    void requireNoOtherName(String database) {
        if (confirm != null && !confirm.equals(database)) {
            throw new InvalidRemovalArgument(String.format(
                    Locale.ROOT,
                    "%s: confirm is '%s', but SPRING_DATASOURCE_URL leads to the database '%s'; accepted: confirm=NAME with the name of the database from which Eligo is to be removed. Nothing was changed",
                    RemovalCommand.NAME,
                    confirm,
                    database));
        }
    }
}
