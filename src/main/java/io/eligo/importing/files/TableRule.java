package io.eligo.importing.files;

import io.eligo.rules.vocabulary.OfferType;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A rule, in SQL, on staged rows together with each other and with the tables.
 *
 * @param column the column that is reported as invalid
 * @param faults a query for {@code line, value, reason, row_key} of the invalid staged rows; it may use {@code :job}
 */
public record TableRule(String column, String faults) {
    private static final String FOREIGN_KEY = """
            SELECT s.line, s.{column}::text AS value,
                   coalesce((SELECT '{noun} ' || s.{column} || ' was rejected at ' || r.file || ':' || r.line FROM staging.reject r
                             WHERE r.job_instance_id = :job AND r.source = '{parents}' AND r.row_key = s.{column}::text
                             ORDER BY r.line LIMIT 1),
                            '{noun} ' || s.{column} || ' does not exist') AS reason,
                   {key} AS row_key
            FROM staging.{table} s
            WHERE s.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM {parent} p WHERE p.id = s.{column})
            """;

    private static final String UNIQUE_OFFER_ID = """
            SELECT s.line, s.id::text AS value, 'the id is taken: there is an offer of type ' || o.offer_type || ' with it' AS reason,
                   s.id::text AS row_key
            FROM staging.{table} s JOIN offer o ON o.id = s.id AND o.offer_type <> '{type}'
            """;

    private static final String OFFER_TYPE_MATCHES = """
            SELECT s.line, s.offer_id::text AS value,
                   CASE WHEN o.id IS NOT NULL THEN 'offer ' || s.offer_id || ' is of type ' || o.offer_type || ', not ' || s.offer_type
                   ELSE coalesce((SELECT 'offer ' || s.offer_id || ' was rejected at ' || r.file || ':' || r.line FROM staging.reject r
                                  WHERE r.job_instance_id = :job AND r.row_key = s.offer_id::text AND r.source =
                                        CASE s.offer_type {files} END
                                  ORDER BY r.line LIMIT 1),
                                 'offer ' || s.offer_id || ' of type ' || s.offer_type || ' does not exist') END AS reason,
                   NULL AS row_key
            FROM staging.offer_outlet s LEFT JOIN offer o ON o.id = s.offer_id
            WHERE o.offer_type IS DISTINCT FROM s.offer_type
            """;

    private static final String SAME_MERCHANT = """
            SELECT s.line, s.outlet_id::text AS value,
                   'outlet ' || s.outlet_id || ' is of merchant ' || p.merchant_id || ', the offer is of merchant ' || o.merchant_id AS reason,
                   NULL AS row_key
            FROM staging.offer_outlet s
            JOIN ({offers}) o
                ON o.id = s.offer_id
            JOIN outlet p ON p.id = s.outlet_id
            WHERE o.merchant_id <> p.merchant_id
            """;

    /**
     * At most one loyalty program, not deleted, per merchant, after the merge: programs of the table that are not
     * staged keep their values, staged ones have their staged values, and of several staged ones the first line is
     * valid. A rejected row leaves its program as it is in the table, which may then conflict with another row: the
     * rule is repeated until it finds nothing.
     */
    static final TableRule ONE_PROGRAM_PER_MERCHANT = new TableRule("merchant_id", """
            WITH staged AS (
                SELECT DISTINCT ON (s.id) s.line, s.id, s.merchant_id FROM staging.loyalty_program s ORDER BY s.id, s.line
            ), alive AS (
                SELECT * FROM staged s
                WHERE NOT EXISTS (SELECT FROM loyalty_program p WHERE p.id = s.id AND p.deleted_at IS NOT NULL)
            ), taken AS (
                SELECT 0 AS line, p.id, p.merchant_id FROM loyalty_program p
                WHERE p.deleted_at IS NULL AND p.id NOT IN (SELECT id FROM staged)
                UNION ALL SELECT * FROM alive
            )
            SELECT DISTINCT ON (a.line) a.line, a.merchant_id::text AS value,
                   'merchant ' || a.merchant_id || ' has the loyalty program ' || t.id
                       || CASE t.line WHEN 0 THEN '' ELSE ' at line ' || t.line END || ' already' AS reason,
                   a.id::text AS row_key
            FROM alive a JOIN taken t ON t.merchant_id = a.merchant_id AND t.id <> a.id AND t.line < a.line
            ORDER BY a.line, t.line
            """);

    /** The row that {@code column} refers to exists. Its file, if there is one, has been merged before. */
    static TableRule foreignKey(String table, String key, String column, String parent, String noun) {
        return new TableRule(
                column,
                FOREIGN_KEY
                        .replace("{column}", column)
                        .replace("{table}", table)
                        .replace("{key}", key)
                        .replace("{parents}", parent + "s")
                        .replace("{parent}", parent)
                        .replace("{noun}", noun));
    }

    /** An outlet's offer is in the registry with the type that the link states. */
    static TableRule offerTypeMatches(List<OfferType> types, Function<OfferType, String> fileName) {
        return new TableRule(
                "offer_id",
                OFFER_TYPE_MATCHES.replace(
                        "{files}",
                        types.stream()
                                .map(type -> String.format(
                                        Locale.ROOT, "WHEN '%s' THEN '%s'", type.spelling(), fileName.apply(type)))
                                .collect(Collectors.joining(" "))));
    }

    /** An offer and its outlet have the same merchant. */
    static TableRule sameMerchant(List<String> offerTables) {
        return new TableRule(
                "outlet_id",
                SAME_MERCHANT.replace(
                        "{offers}",
                        offerTables.stream()
                                .map(table -> "SELECT id, merchant_id FROM " + table)
                                .collect(Collectors.joining(" UNION ALL "))));
    }

    /** No offer of another type has the same id. */
    static TableRule uniqueOfferId(String table, String type) {
        return new TableRule("id", UNIQUE_OFFER_ID.replace("{table}", table).replace("{type}", type));
    }
}
