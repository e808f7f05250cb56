package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.OfferType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of tiers and rewards, and the statements on the rows of one offer. Deleted tiers stay as rows with a mark; rewards have
 * no such mark.
 */
enum TierOrRewardTable {
    CASHBACK_TIER(
            "cashback_tier",
            "cashback_configuration_id",
            List.of("name", "percentage", "is_active", "review_status"),
            "percentage, id",
            true),
    LOYALTY_TIER(
            "loyalty_tier",
            "loyalty_program_id",
            List.of("name", "min_customer_type", "is_active", "review_status"),
            "id",
            true),
    LOYALTY_REWARD("loyalty_reward", "loyalty_program_id", List.of("name", "is_active", "review_status"), "id", false);

    private final String table;
    private final String offerColumn;
    private final List<String> columns;
    private final String order;
    private final boolean marksDeleted;

    /**
     * @param columns the columns that a caller sets
     * @param order the order in which readers see the rows
     */
    TierOrRewardTable(String table, String offerColumn, List<String> columns, String order, boolean marksDeleted) {
        this.table = table;
        this.offerColumn = offerColumn;
        this.columns = columns;
        this.order = order;
        this.marksDeleted = marksDeleted;
    }

    /** Returns null if offers of this type have no tiers. */
    static @Nullable TierOrRewardTable ofTiers(OfferType type) {
        return switch (type) {
            case CASHBACK -> CASHBACK_TIER;
            case EXCLUSIVE -> null;
            case LOYALTY -> LOYALTY_TIER;
        };
    }

    /** Returns null if offers of this type have no rewards. */
    static @Nullable TierOrRewardTable ofRewards(OfferType type) {
        return switch (type) {
            case CASHBACK, EXCLUSIVE -> null;
            case LOYALTY -> LOYALTY_REWARD;
        };
    }

    boolean hasColumn(String column) {
        return columns.contains(column);
    }

    String select() {
        return String.format(
                Locale.ROOT,
                "SELECT id, %s FROM %s WHERE %s = :offer%s ORDER BY %s",
                String.join(", ", columns),
                table,
                offerColumn,
                marksDeleted ? " AND deleted_at IS NULL" : "",
                order);
    }

    /** Those of the ids that rows of other offers have. */
    String selectTakenIds() {
        return String.format(
                Locale.ROOT, "SELECT id FROM %s WHERE id = ANY (:ids) AND %s <> :offer", table, offerColumn);
    }

    /** Removes all rows of the offer but these. */
    String removeOthers() {
        return String.format(
                Locale.ROOT,
                marksDeleted
                        ? "UPDATE %s SET deleted_at = now() WHERE %s = :offer AND deleted_at IS NULL AND id <> ALL (:ids)"
                        : "DELETE FROM %s WHERE %s = :offer AND id <> ALL (:ids)",
                table,
                offerColumn);
    }

    /** Inserts or updates rows; does not write a row whose id another offer has. */
    String upsert() {
        String updates = columns.stream()
                .map(column -> String.format(Locale.ROOT, "%1$s = excluded.%1$s", column))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                """
                INSERT INTO %1$s AS t (id, %2$s, %3$s)
                SELECT id, :offer, %3$s
                FROM unnest(:ids, :names, :percentages::numeric[], :minimums, :active, :reviews)
                    AS given(id, name, percentage, min_customer_type, is_active, review_status)
                ORDER BY id
                ON CONFLICT (id) DO UPDATE SET %4$s%5$s
                WHERE t.%2$s = :offer
                """,
                table,
                offerColumn,
                String.join(", ", columns),
                updates,
                marksDeleted ? ", deleted_at = NULL" : "");
    }
}
