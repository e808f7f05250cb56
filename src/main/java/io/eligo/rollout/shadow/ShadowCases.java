package io.eligo.rollout.shadow;

import io.eligo.customers.Erasable;
import io.eligo.platform.Prunable;
import io.eligo.platform.RetentionSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The cases of wrong answers. The same difference for the same user and read on one day (UTC) is one case. The number of cases is
 * bounded, in total and for one difference in a day, so that one fault that many users see leaves room for others. The size of a case is
 * bounded too: of long answers only the offers that differ are kept, or nothing.
 */
@Component
public class ShadowCases implements Erasable, Prunable {
    static final int MAX_CASES = 2_000;
    static final int MAX_USERS_OF_ONE_DIFFERENCE = 20;

    // Characters of the document. A page may have hundred thousands of outlets.
    private static final int MAX_LENGTH = 1_000_000;

    private static final List<UnaryOperator<WrongAnswer>> PARTS =
            List.of(UnaryOperator.identity(), WrongAnswer::withDifferingOffers, WrongAnswer::withoutAnswers);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final Duration retentionPeriod;

    ShadowCases(JdbcClient jdbc, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.retentionPeriod = settings.shadowCases();
    }

    /**
     * Records a finding in the caller's transaction, which has locked the user against erasure.
     *
     * @param user null for a user without customer types
     * @return the id of the case if it is a new one; empty if a case counts one more, or there is no room
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Long> record(@Nullable UUID user, WrongAnswer finding) {
        String difference = digest(describeDifference(finding));
        String digest = digest(user + JSON.writeValueAsString(sortedRead(finding.read())) + difference);
        int counted = jdbc.sql("""
                        UPDATE shadow_case SET seen = seen + 1, last_seen = clock_timestamp()
                        WHERE digest = ? AND day = (clock_timestamp() AT TIME ZONE 'UTC')::date
                        """).param(digest).update();
        return counted > 0 || !hasRoom(difference) ? Optional.empty() : insert(user, digest, difference, finding);
    }

    private boolean hasRoom(String difference) {
        return jdbc.sql("""
                        SELECT (SELECT count(*) FROM shadow_case) < ?
                            AND (SELECT count(*) FROM shadow_case
                                 WHERE difference = ? AND day = (clock_timestamp() AT TIME ZONE 'UTC')::date) < ?
                        """)
                .params(MAX_CASES, difference, MAX_USERS_OF_ONE_DIFFERENCE)
                .query(Boolean.class)
                .single();
    }

    private Optional<Long> insert(@Nullable UUID user, String digest, String difference, WrongAnswer finding) {
        return jdbc.sql("""
                        INSERT INTO shadow_case AS present (user_id, digest, difference, finding)
                        VALUES (:user, :digest, :difference, :finding::jsonb)
                        ON CONFLICT (digest, day) DO UPDATE SET seen = present.seen + 1, last_seen = clock_timestamp()
                        RETURNING id, seen
                        """)
                .param("user", user)
                .param("digest", digest)
                .param("difference", difference)
                .param("finding", toBoundedJson(finding))
                .query((row, n) -> row.getLong("seen") == 1 ? Optional.of(row.getLong("id")) : Optional.<Long>empty())
                .single();
    }

    /** The whole finding if it is not too long, else its most important parts. */
    private static String toBoundedJson(WrongAnswer finding) {
        for (UnaryOperator<WrongAnswer> part : PARTS) {
            String json = JSON.writeValueAsString(part.apply(finding));
            if (json.length() <= MAX_LENGTH) {
                return json;
            }
        }
        return JSON.writeValueAsString(finding.withFirstDifference());
    }

    /** Without the conditions, whose texts contain instants. */
    private static String describeDifference(WrongAnswer finding) {
        var text = new StringBuilder();
        for (OfferDifference difference : finding.differences()) {
            text.append(difference.offer()).append(difference.fields()).append(difference.faults());
        }
        return text.toString();
    }

    /** Without the instant, in a fixed order. */
    private static List<Object> sortedRead(ComparedRead read) {
        return List.of(read.query(), new TreeMap<>(read.arguments()));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public Optional<ShadowCase> find(long id) {
        return jdbc.sql("SELECT * FROM shadow_case WHERE id = ?")
                .param(id)
                .query(ShadowCases::mapCase)
                .optional();
    }

    /**
     * Cases, the newest first.
     *
     * @param before only cases with a smaller id; null to start with the newest
     */
    public List<ShadowCase> findNewest(@Nullable Long before, int limit) {
        return jdbc.sql("SELECT * FROM shadow_case WHERE id < ? ORDER BY id DESC LIMIT ?")
                .params(before == null ? Long.MAX_VALUE : before, limit)
                .query(ShadowCases::mapCase)
                .list();
    }

    public long count() {
        return jdbc.sql("SELECT count(*) FROM shadow_case").query(Long.class).single();
    }

    /** The case as a JSON document for export, indented. */
    public static String toJson(ShadowCase shadowCase) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(shadowCase);
    }

    /** Deletes the cases of the user, and those whose read contains the id, such as in a text that was searched for. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user, String pseudonym) {
        return jdbc.sql("DELETE FROM shadow_case WHERE user_id = ? OR finding -> 'read' ->> 'arguments' ~* ?")
                .params(user, user.toString())
                .update();
    }

    private static ShadowCase mapCase(ResultSet row, int n) throws SQLException {
        return new ShadowCase(
                row.getLong("id"),
                row.getObject("user_id", UUID.class),
                row.getObject("first_seen", OffsetDateTime.class).toInstant(),
                row.getObject("last_seen", OffsetDateTime.class).toInstant(),
                row.getLong("seen"),
                JSON.readValue(row.getString("finding"), WrongAnswer.class));
    }

    @Override
    public String name() {
        return "cases of wrong answers";
    }

    @Override
    public Duration retentionPeriod() {
        return retentionPeriod;
    }

    @Override
    public long countOlderThan(Instant limit) {
        return jdbc.sql("SELECT count(*) FROM shadow_case WHERE last_seen < ?")
                .param(Timestamp.from(limit))
                .query(Long.class)
                .single();
    }

    @Override
    public int prune(Instant olderThan, int limit) {
        return jdbc.sql("""
                        DELETE FROM shadow_case WHERE id IN (SELECT id FROM shadow_case WHERE last_seen < ? ORDER BY last_seen LIMIT ?)
                        """).params(Timestamp.from(olderThan), limit).update();
    }
}
