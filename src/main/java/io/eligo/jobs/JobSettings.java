package io.eligo.jobs;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.jobs.*}.
 *
 * @param dir a folder whose job files replace those of the jar
 * @param progress how a running job reports its progress
 */
@ConfigurationProperties("eligo.jobs")
record JobSettings(
        @DefaultValue("jobs") Path dir,
        @DefaultValue("lines") ProgressStyle progress) {
    enum ProgressStyle {
        BAR,
        LINES
    }
}
