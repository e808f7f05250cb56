package io.eligo.bench.upgrade;

import io.eligo.bench.BenchArguments;
import io.eligo.bench.BenchDatabase;
import io.eligo.bench.BenchRedis;
import io.eligo.bench.BenchServer;
import io.eligo.exactness.GrantsChecker;
import io.eligo.servers.DevTokens;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The trial {@code ops/release/try-upgrade}, described there. */
public final class UpgradeTrial {
    private static final String NEW_JAR = "target/eligo.jar";
    private static final int COMPARED_USERS = 100;
    private static final Duration DRAINED = Duration.ofMinutes(3);
    // Each node follows the rollout switch within a second.
    private static final long SWITCH_MILLIS = 1_500;

    private final BenchArguments arguments;
    private final BenchDatabase database;
    private final BenchRedis redis;
    private final DevTokens tokens = new DevTokens();
    private final LoadBalancer balancer = new LoadBalancer();
    private final TrialResult result = new TrialResult();
    private final TrialClient client = new TrialClient(balancer, tokens, result);

    private UpgradeTrial(BenchArguments arguments, BenchDatabase database, BenchRedis redis) {
        this.arguments = arguments;
        this.database = database;
        this.redis = redis;
    }

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(
                words,
                "old=target/release/eligo.jar",
                "minutes=5",
                "users=20000",
                "readers=4",
                "shadow=20",
                "rollback=true",
                "options=-Xmx512m");
        boolean passed;
        try (BenchDatabase postgres = BenchDatabase.start();
                BenchRedis redis = BenchRedis.start()) {
            passed = new UpgradeTrial(arguments, postgres.createDatabase("upgrade"), redis).run();
        }
        System.out.println(passed ? "PASSED" : "FAILED");
        System.exit(passed ? 0 : 1);
    }

    private boolean run() throws Exception {
        String oldJar = arguments.text("old");
        runJob(oldJar, "demo-data", "users=" + arguments.number("users"), "merchants=200", "offers=1000");
        TrialData.insert(database);
        runJob(oldJar, "full-rebuild");
        // On a busy machine another trigger would switch the precomputed path off, which is to be tried here.
        database.execute("UPDATE rollout_trigger SET watched = false WHERE name <> 'wrong-answers'");
        TrialNode first = start("old 1", oldJar);
        TrialNode second = start("old 2", oldJar);
        setRollout("shadowShare: " + arguments.text("shadow"));
        try (var load = new TrialLoad(database, client, result, users())) {
            load.start(arguments.number("readers"));
            boolean rollback = Boolean.parseBoolean(arguments.text("rollback"));
            int parts = rollback ? 5 : 4;
            pause(1, parts);
            TrialNode firstNew = replace(first, "new 1", NEW_JAR);
            pause(parts - 3, parts);
            replace(second, "new 2", NEW_JAR);
            pause(1, parts);
            if (rollback) {
                replace(firstNew, "old 3", oldJar);
            }
            pause(1, parts);
        }
        judge();
        for (TrialNode node : balancer.nodes()) {
            stop(node);
        }
        return result.report();
    }

    private void say(String message) {
        System.out.printf("%s %s%n", LocalTime.now().truncatedTo(ChronoUnit.SECONDS), message);
    }

    private void runJob(String jar, String... words) throws Exception {
        say("run " + String.join(" ", words));
        BenchServer.runJobOf(jar, database, words);
    }

    private void pause(int parts, int all) throws InterruptedException {
        Thread.sleep((long) (arguments.decimal("minutes") * 60_000 * parts / all));
    }

    private TrialNode start(String name, String jar) throws Exception {
        BenchServer server = BenchServer.start(
                database,
                tokens,
                BenchServer.JAVA,
                Stream.concat(Stream.of(arguments.text("options").split(",")), Stream.of("-jar", jar))
                        .toList(),
                List.of(
                        "--spring.data.redis.url=" + redis.url(),
                        "--logging.file.name=target/upgrade/" + name.replace(' ', '-') + ".log",
                        "--eligo.limits.rate.per-second=1000000",
                        "--eligo.limits.rate.burst=1000000"));
        var node = new TrialNode(name, server);
        balancer.add(node);
        say(name + " is ready");
        return node;
    }

    /** As a rolling deployment does: the new node is started first; then the old one gets no further requests and is stopped. */
    private TrialNode replace(TrialNode node, String name, String jar) throws Exception {
        TrialNode next = start(name, jar);
        stop(node);
        return next;
    }

    private void stop(TrialNode node) throws Exception {
        balancer.remove(node);
        node.server().readCounter("offers_shadow_comparisons_total", operator()).forEach((outcome, number) -> {
            result.count("answers compared with the query-time resolver: " + outcome, number.longValue());
            for (int i = 0; outcome.equals("wrong") && i < number; i++) {
                result.fault(TrialResult.WRONG, "found by the shadow of " + node.name());
            }
        });
        node.server().close();
        say(node.name() + " is stopped");
    }

    private String operator() {
        return tokens.token("upgrade-trial", "ops:read ops:write");
    }

    private void setRollout(String values) throws Exception {
        client.ask(
                operator(),
                "mutation { setRollout(%s, reason: \"trial of an upgrade\") { enabled } }".formatted(values),
                null);
        Thread.sleep(SWITCH_MILLIS);
    }

    /** The customers of {@link TrialData#MERCHANT} are any users; each reads the offers of the demo data. */
    private List<UUID> users() {
        return database.sql()
                .sql("SELECT user_id FROM user_grants ORDER BY md5(user_id::text) LIMIT 1000")
                .query(UUID.class)
                .list();
    }

    private void judge() throws Exception {
        long end = System.nanoTime() + DRAINED.toNanos();
        while (pending() > 0 && System.nanoTime() < end) {
            Thread.sleep(200);
        }
        requireNone(TrialResult.LOST, "events are not processed", pending());
        requireNone(
                TrialResult.ERRORS,
                "executions have failed",
                database.queryLong("SELECT count(*) FROM batch.batch_job_execution WHERE status = 'FAILED'"));
        GrantsChecker.Report report = GrantsChecker.check(database.dataSource());
        result.count("rows of user_grants compared with the rules", report.users());
        requireNone(
                TrialResult.LOST,
                "rows of user_grants differ from the rules: " + report.examples(),
                report.differences());
        // Each node has read the catalogue's last change.
        Thread.sleep(SWITCH_MILLIS);
        compareAnswers();
    }

    private long pending() {
        return database.queryLong("SELECT count(*) FROM outbox_event");
    }

    private void requireNone(String kind, String what, long number) {
        if (number != 0) {
            result.fault(kind, number + " " + what);
        }
    }

    /** All nodes that are left, of both versions, answer alike on both paths. */
    private void compareAnswers() throws Exception {
        List<UUID> compared = users().subList(0, COMPARED_USERS);
        var answers = new ArrayList<List<JsonNode>>();
        for (String share : List.of("enabled: true, shadowShare: 0", "enabled: false")) {
            setRollout(share);
            for (TrialNode node : balancer.nodes()) {
                answers.add(answers(node, compared));
            }
        }
        for (List<JsonNode> some : answers) {
            for (int i = 0; i < COMPARED_USERS; i++) {
                result.count("final answers compared between versions and paths");
                if (!some.get(i).equals(answers.get(0).get(i))) {
                    result.fault(
                            TrialResult.WRONG,
                            "of %s: %s, and %s"
                                    .formatted(
                                            compared.get(i),
                                            some.get(i),
                                            answers.get(0).get(i)));
                }
            }
        }
    }

    private List<JsonNode> answers(TrialNode node, List<UUID> users) throws InterruptedException {
        var answers = new ArrayList<JsonNode>();
        for (UUID user : users) {
            answers.add(client.ask(node, client.token(user, ""), TrialLoad.PAGE, null)
                    .map(body -> body.path("data"))
                    .orElseThrow(() -> new IllegalStateException(node.name() + " does not answer")));
        }
        return answers;
    }
}
