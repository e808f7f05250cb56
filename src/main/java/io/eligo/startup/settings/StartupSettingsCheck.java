package io.eligo.startup.settings;

import io.eligo.platform.Role;
import io.eligo.platform.Roles;
import io.eligo.platform.connections.PoolSizes;
import io.eligo.startup.StartupFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;

/** Checks the settings that need no server, before anything is connected or unpacked. */
class StartupSettingsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private static final int MIN_POOL_SIZE = 5;
    static final String QUERY_TIME_PROPERTY = "eligo.limits.query-time.concurrency";
    static final int QUERY_TIME_DEFAULT = 8;

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        RenamedSettings.refuse(event.getEnvironment());
        UnknownSettings.refuse(event.getEnvironment());
        requireTemporaryFolder(System.getProperty("java.io.tmpdir", ""));
        Binder settings = Binder.get(event.getEnvironment());
        boolean servesReads = event.getSpringApplication().getWebApplicationType() == WebApplicationType.SERVLET
                && roles(settings).contains(Role.API);
        settings.bind(PoolSizes.MAIN_POOL_PROPERTY, Integer.class).ifBound(size -> {
            requirePoolSize(size);
            if (servesReads) {
                requireFewerQueryTimeReads(
                        settings.bind(QUERY_TIME_PROPERTY, Integer.class).orElse(QUERY_TIME_DEFAULT), size);
            }
        });
    }

    private static Set<Role> roles(Binder settings) {
        try {
            return Roles.configured(settings);
        } catch (IllegalArgumentException e) {
            throw new StartupFailure(e.getMessage() + ".", "Correct ELIGO_ROLES.");
        }
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
                            PoolSizes.MAIN_POOL_PROPERTY,
                            size,
                            MIN_POOL_SIZE),
                    "Raise it, or leave it out.");
        }
    }

    static void requireFewerQueryTimeReads(int reads, int poolSize) {
        if (reads >= poolSize) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "%s is %d; accepted: less than %s, which is %d, or such reads take all connections.",
                            QUERY_TIME_PROPERTY,
                            reads,
                            PoolSizes.MAIN_POOL_PROPERTY,
                            poolSize),
                    "Lower it, or raise the size of the pool.");
        }
    }
}
