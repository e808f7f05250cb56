package io.eligo.bench.load;

import io.eligo.bench.BenchDatabase;
import io.eligo.bench.BenchServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Samples of all {@link SoakQuantity quantities}, by name. */
final class SoakSampler {
    private static final String JCMD =
            Path.of(BenchServer.JAVA).resolveSibling("jcmd").toString();
    private static final Pattern LINE = Pattern.compile("(\\w+(?:\\{[^}]*})?) (\\S+)");
    private static final Pattern KEYS = Pattern.compile("keys=(\\d+),.*");
    private static final double MEGA = 1e6;

    private final LoadTarget target;

    SoakSampler(LoadTarget target) {
        this.target = target;
        // Outside the schemas of the application. The function reads the whole table.
        target.database().execute("CREATE SCHEMA soak", "CREATE EXTENSION pgstattuple SCHEMA soak");
    }

    Map<String, Double> sample() throws IOException, InterruptedException {
        var sample = new HashMap<String, Double>();
        addProcess(sample);
        addRedis(sample);
        addDatabase(sample);
        return sample;
    }

    private void addProcess(Map<String, Double> sample) throws IOException, InterruptedException {
        String pid = Long.toString(target.server().pid());
        output(JCMD, pid, "GC.run");
        String scrape = target.server().get(target.operator(), "/actuator/prometheus");
        sample.put("heap after garbage collection", sum(scrape, "jvm_memory_used_bytes", "area=\"heap\"") / MEGA);
        sample.put(
                "memory of the JVM outside the heap", sum(scrape, "jvm_memory_used_bytes", "area=\"nonheap\"") / MEGA);
        sample.put("resident memory of the process", Double.parseDouble(output("ps", "-o", "rss=", "-p", pid)) / 1024);
        sample.put("threads", sum(scrape, "jvm_threads_live_threads", ""));
        sample.put("open files", sum(scrape, "process_files_open_files", ""));
        sample.put("HTTP connections", sum(scrape, "tomcat_connections_current_connections", ""));
        sample.put("lines of a scrape", (double) scrape.lines().count());
    }

    private void addRedis(Map<String, Double> sample) throws IOException {
        Matcher keys = KEYS.matcher(target.redis().info("keyspace").getOrDefault("db0", "keys=0,"));
        if (!keys.matches()) {
            throw new IllegalStateException("INFO keyspace: " + keys);
        }
        sample.put("keys in Redis", Double.valueOf(keys.group(1)));
        sample.put("memory of Redis", Double.parseDouble(redis("memory", "used_memory")) / MEGA);
        sample.put("connections to Redis", Double.valueOf(redis("clients", "connected_clients")));
    }

    private String redis(String section, String name) throws IOException {
        String value = target.redis().info(section).get(name);
        if (value == null) {
            throw new IllegalStateException("INFO %s has no line '%s'".formatted(section, name));
        }
        return value;
    }

    private void addDatabase(Map<String, Double> sample) {
        BenchDatabase database = target.database();
        for (String table : List.of("user_grants", "outbox_event")) {
            sample.put(table, bytes("pg_table_size('%s')", table));
            sample.put("indexes of " + table, bytes("pg_indexes_size('%s')", table));
            sample.put(
                    "unused space in " + table,
                    bytes("(SELECT dead_tuple_len + free_space FROM soak.pgstattuple('%s'))", table));
        }
        sample.put("events in the outbox", (double) database.queryLong("SELECT count(*) FROM outbox_event"));
        sample.put(
                "job records",
                (double)
                        database.queryLong(
                                "SELECT (SELECT count(*) FROM batch.batch_job_execution) + (SELECT count(*) FROM batch.batch_step_execution)"));
        sample.put(
                "connections to PostgreSQL",
                (double)
                        database.queryLong(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"));
        sample.put("database", bytes("pg_database_size(%s)", "current_database()"));
    }

    /** In megabytes. */
    private double bytes(String expression, String name) {
        return target.database().queryLong("SELECT " + expression.formatted(name)) / MEGA;
    }

    /** The sum of a metric's series that have the label. */
    private static double sum(String scrape, String metric, String label) {
        double[] values = scrape.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(1).split("\\{")[0].equals(metric)
                        && line.group(1).contains(label))
                .mapToDouble(line -> Double.parseDouble(line.group(2)))
                .toArray();
        if (values.length == 0) {
            throw new IllegalStateException("the scrape has no metric '%s' with '%s'".formatted(metric, label));
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output =
                String.join("\n", process.inputReader().lines().toList()).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("%s: %s".formatted(List.of(command), output));
        }
        return output;
    }
}
