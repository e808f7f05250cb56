package io.eligo.servers;

import io.eligo.EligoApplication;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Eligo in a process of its own, as {@code java -jar} starts it: how it ended, and what it said line by line. */
public record ChildJvm(int exitCode, List<String> lines) {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    // Surefire's ends with an empty entry, which would be the working directory.
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .collect(Collectors.joining(File.pathSeparator));

    /** Runs to the end. Nothing of the servers in this process's environment reaches it. */
    public static ChildJvm run(Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Stream.concat(
                        Stream.of(JAVA, "-XX:TieredStopAtLevel=1", "-cp", CLASS_PATH, EligoApplication.class.getName()),
                        Stream.of(words))
                .toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("SPRING_"));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ChildJvm(process.waitFor(), output.lines().toList());
        } finally {
            process.destroyForcibly();
        }
    }

    /** The environment that points it at a database. */
    public static Map<String, String> on(TestServers.Database database) {
        return Map.of(
                "SPRING_DATASOURCE_URL", database.url(),
                "SPRING_DATASOURCE_USERNAME", database.user(),
                "SPRING_DATASOURCE_PASSWORD", database.password());
    }
}
