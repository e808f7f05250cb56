package io.eligo.startup.settings;

import io.eligo.startup.StartupFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;

/** Checks the settings that need no server, before anything is connected or unpacked. */
class StartupSettingsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private static final String POOL_SIZE_PROPERTY = "spring.datasource.hikari.maximum-pool-size";
    private static final int MIN_POOL_SIZE = 5;

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        RenamedSettings.refuse(event.getEnvironment());
        UnknownSettings.refuse(event.getEnvironment());
        requireTemporaryFolder(System.getProperty("java.io.tmpdir", ""));
        Binder.get(event.getEnvironment())
                .bind(POOL_SIZE_PROPERTY, Integer.class)
                .ifBound(StartupSettingsCheck::requirePoolSize);
    }

    static void requireTemporaryFolder(String folder) {
        Path path = Path.of(folder);
        if (!Files.isDirectory(path) || !Files.isWritable(path)) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "java.io.tmpdir is '%s', which is not a folder that this process may write to.",
                            folder),
                    "Create it, or start java with -Djava.io.tmpdir=FOLDER.");
        }
    }

    static void requirePoolSize(int size) {
        if (size < MIN_POOL_SIZE) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "%s is %d; Eligo needs at least %d: a migration takes two connections, a job one for each of its threads and one more.",
                            POOL_SIZE_PROPERTY,
                            size,
                            MIN_POOL_SIZE),
                    "Raise it, or leave it out.");
        }
    }
}
