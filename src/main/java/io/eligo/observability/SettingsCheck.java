package io.eligo.observability;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;

/** What no server needs to be asked for: refused before anything is connected or unpacked. */
class SettingsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private static final String POOL = "spring.datasource.hikari.maximum-pool-size";
    private static final int SMALLEST_POOL = 5;

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        temporaryFolder(System.getProperty("java.io.tmpdir", ""));
        Binder.get(event.getEnvironment()).bind(POOL, Integer.class).ifBound(SettingsCheck::pool);
    }

    static void temporaryFolder(String folder) {
        Path path = Path.of(folder);
        if (!Files.isDirectory(path) || !Files.isWritable(path)) {
            throw new StartRefused(
                    String.format(
                            Locale.ROOT,
                            "java.io.tmpdir is '%s', which is no folder that this process may write to.",
                            folder),
                    "Create it, or start java with -Djava.io.tmpdir=FOLDER.");
        }
    }

    static void pool(int size) {
        if (size < SMALLEST_POOL) {
            throw new StartRefused(
                    String.format(
                            Locale.ROOT,
                            "%s is %d; Eligo needs at least %d: a migration takes two connections, a job one for each of its threads and one more.",
                            POOL,
                            size,
                            SMALLEST_POOL),
                    "Raise it, or leave it out.");
        }
    }
}
