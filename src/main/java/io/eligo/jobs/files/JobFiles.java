package io.eligo.jobs.files;

import jakarta.validation.Valid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.core.env.Environment;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of all jobs, {@code eligo.jobs.*}. {@code application.yml} imports the files of the jar, and over them those
 * of the folder {@code eligo.job-files}, which hold only what differs. Environment variables and options of the command line
 * override both, as with any setting.
 */
@Validated
@ConfigurationProperties(prefix = JobFiles.PREFIX, ignoreUnknownFields = false)
public record JobFiles(
        @Valid @NestedConfigurationProperty JobFile demoData,
        @Valid @NestedConfigurationProperty JobFile fullRebuild,
        // A keyword of Java.
        @Name(JobNames.IMPORT) @Valid @NestedConfigurationProperty
        JobFile importing,

        @Valid @NestedConfigurationProperty JobFile offerChanges,
        @Valid @NestedConfigurationProperty JobFile retention,
        @Valid @NestedConfigurationProperty JobFile userChanges) {
    static final String PREFIX = "eligo.jobs";

    /** Reads the settings before there is an application context. They are validated when the context binds them again. */
    public static JobFiles bind(Environment environment) {
        return Binder.get(environment).bind(PREFIX, JobFiles.class).get();
    }

    /** @throws BadArguments if there is no such job, naming the existing ones */
    public JobFile get(String job) {
        JobFile file = all().get(job);
        if (file == null) {
            throw new BadArguments(
                    String.format(Locale.ROOT, "no job '%s'. Jobs: %s", job, String.join(", ", names())));
        }
        return file;
    }

    /**
     * Returns the settings of a job that accepts at most {@code maxChunkSize} items in a transaction.
     *
     * @throws BadJobFile if the chunk size is larger
     */
    public JobFile get(String job, int maxChunkSize) {
        JobFile file = get(job);
        if (file.chunkSize() > maxChunkSize) {
            throw new BadJobFile(String.format(
                    Locale.ROOT,
                    "%s.%s.chunk-size is %d; accepted: 1 to %d",
                    PREFIX,
                    job,
                    file.chunkSize(),
                    maxChunkSize));
        }
        return file;
    }

    /** Sorted by name. */
    public Map<String, JobFile> all() {
        var files = new LinkedHashMap<String, JobFile>();
        files.put(JobNames.DEMO_DATA, demoData);
        files.put(JobNames.FULL_REBUILD, fullRebuild);
        files.put(JobNames.IMPORT, importing);
        files.put(JobNames.OFFER_CHANGES, offerChanges);
        files.put(JobNames.RETENTION, retention);
        files.put(JobNames.USER_CHANGES, userChanges);
        return files;
    }

    /** Sorted. */
    public List<String> names() {
        return JobNames.ALL;
    }
}
