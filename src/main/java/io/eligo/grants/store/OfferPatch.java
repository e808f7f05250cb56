package io.eligo.grants.store;

import io.eligo.platform.SqlArrays;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Runs the statement that adds some offers of a merchant to its customers' rows, or removes them, without reading the rest of the
 * rows.
 */
@Component
public class OfferPatch {
    private final JdbcClient jdbc;

    OfferPatch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Result of a patch.
     *
     * @param changedUsers users whose rows changed
     * @param unpatchedUsers customers who have no row to patch, or whose customer type cannot be read
     */
    public record PatchResult(GrantCounts grantCounts, List<UUID> changedUsers, List<UUID> unpatchedUsers) {}

    /**
     * Patches the rows of a merchant's customers for some offers. It joins the relations, a table of another module,
     * because reading them separately would be the larger part of the cost. {@code computed_from} stays as it is: only these offers are
     * decided from the given snapshot, and the rest of the row still comes from the earlier one. {@code computed_at} says when the row
     * was last written, which tells a reader whether it may have seen the row before ({@link GrantsTable#findDated}).
     *
     * <p>The statement: {@code offer} has the patched offers with their levels; {@code customer} has for each customer what the row gains and
     * loses, nothing where there is no row; {@code written} changes the rows that gain or lose something; the last {@code SELECT} counts,
     * and names the users. PostgreSQL runs {@code written} once, although only its users are read.
     *
     * @param levels for each of the offers, the levels of the customer types whose rows contain it, one bit per level
     */
    public PatchResult apply(
            UUID merchant,
            List<Integer> offerNos,
            List<Integer> levels,
            Collection<UUID> customers,
            SourceSnapshot sourceSnapshot) {
        return jdbc.sql("""
                        WITH offer AS MATERIALIZED (
                            SELECT no, levels FROM unnest(?::integer[], ?::integer[]) AS o(no, levels)
                        ), customer AS MATERIALIZED (
                            SELECT c.user_id, g.offer_nos, g.offer_nos IS NULL AS unpatched,
                                ARRAY(SELECT no FROM offer WHERE levels >> level & 1 = 1 AND no <> ALL (g.offer_nos)) AS added,
                                ARRAY(SELECT no FROM offer WHERE levels >> level & 1 = 0 AND no = ANY (g.offer_nos)) AS removed
                            FROM (SELECT user_id, customer_level(type)::integer AS level
                                  FROM customer_type WHERE merchant_id = ? AND user_id = ANY (?)) AS c
                            LEFT JOIN user_grants g ON g.user_id = c.user_id AND level IS NOT NULL
                        ), written AS (
                            UPDATE user_grants g SET computed_at = ?,
                                offer_nos = ARRAY(SELECT no FROM unnest(c.offer_nos || added) AS no WHERE no <> ALL (removed) ORDER BY no)
                            FROM customer c WHERE g.user_id = c.user_id AND (added <> '{}' OR removed <> '{}')
                            RETURNING g.user_id
                        )
                        SELECT coalesce(sum(cardinality(added)), 0), coalesce(sum(cardinality(removed)), 0),
                            coalesce(sum(cardinality(offer_nos) - cardinality(removed)), 0),
                            ARRAY(SELECT user_id FROM written), array_remove(array_agg(CASE WHEN unpatched THEN user_id END), NULL)
                        FROM customer
                        """)
                .params(
                        offerNos.toArray(Integer[]::new),
                        levels.toArray(Integer[]::new),
                        merchant,
                        customers.toArray(UUID[]::new),
                        sourceSnapshot.takenAt().atOffset(ZoneOffset.UTC))
                .query((row, n) -> new PatchResult(
                        new GrantCounts(row.getLong(1), row.getLong(2), row.getLong(3)),
                        SqlArrays.uuids(row, 4),
                        SqlArrays.uuids(row, 5)))
                .single();
    }
}
