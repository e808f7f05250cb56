package io.eligo.jobs;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of jobs in general; {@link io.eligo.jobs.files.JobFiles} has those of each job.
 *
 * @param jobFiles Folder of files NAME.yml, whose settings override those of the jar's file for the job NAME.
 * @param jobProgress How a process that runs one job reports its progress: log lines or a bar; by default a bar on a terminal.
 */
@ConfigurationProperties("eligo")
record JobSettings(
        @DefaultValue("jobs") Path jobFiles,
        @DefaultValue("lines") ProgressStyle jobProgress) {
    enum ProgressStyle {
        BAR,
        LINES
    }
}
