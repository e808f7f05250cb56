package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.ReviewStatus;
import io.eligo.rules.vocabulary.SpelledEnum;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Statements on tiers and rewards of one offer. */
@Component
class TierAndRewardRows {
    private final JdbcClient jdbc;

    TierAndRewardRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the tiers that are not deleted, in the order in which readers see them. */
    List<TierOrRewardTerms> tiers(UUID offer, OfferType type) {
        return switch (type) {
            case CASHBACK -> read(offer, """
                        SELECT id, name, percentage, NULL AS min_customer_type, is_active, review_status FROM cashback_tier
                        WHERE cashback_configuration_id = ? AND deleted_at IS NULL ORDER BY percentage, id
                        """);
            case EXCLUSIVE -> List.of();
            case LOYALTY -> read(offer, """
                        SELECT id, name, NULL::numeric AS percentage, min_customer_type, is_active, review_status FROM loyalty_tier
                        WHERE loyalty_program_id = ? AND deleted_at IS NULL ORDER BY id
                        """);
        };
    }

    List<TierOrRewardTerms> rewards(UUID offer, OfferType type) {
        return switch (type) {
            case CASHBACK, EXCLUSIVE -> List.of();
            case LOYALTY -> read(offer, """
                        SELECT id, name, NULL::numeric AS percentage, NULL AS min_customer_type, is_active, review_status
                        FROM loyalty_reward WHERE loyalty_program_id = ? ORDER BY id
                        """);
        };
    }

    /** Replaces the tiers of the offer. Tiers with known ids are updated; tiers left out are marked as deleted. */
    void replaceTiers(UUID offer, OfferType type, List<TierOrRewardTerms> tiers) {
        Runnable replacement = switch (type) {
            case CASHBACK -> () -> replaceCashbackTiers(offer, tiers);
            case EXCLUSIVE -> () -> requireNone("tiers", offer, tiers);
            case LOYALTY -> () -> replaceLoyaltyTiers(offer, tiers);
        };
        replacement.run();
    }

    private void replaceCashbackTiers(UUID offer, List<TierOrRewardTerms> tiers) {
        checkIds("tiers", offer, tiers, """
                    SELECT id FROM cashback_tier WHERE id = ANY (:ids) AND cashback_configuration_id <> :offer
                    """);
        replace("tiers", offer, tiers, part -> text(part.percentage()), """
                    UPDATE cashback_tier SET deleted_at = now()
                    WHERE cashback_configuration_id = :offer AND deleted_at IS NULL AND id <> ALL (:ids)
                    """, """
                    INSERT INTO cashback_tier AS t (id, cashback_configuration_id, name, percentage, is_active, review_status)
                    SELECT id, :offer, name, value::numeric, is_active, review_status
                    FROM unnest(:ids, :names, :values, :active, :reviews) AS given(id, name, value, is_active, review_status)
                    ORDER BY id
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name, percentage = excluded.percentage,
                        is_active = excluded.is_active, deleted_at = NULL, review_status = excluded.review_status
                    WHERE t.cashback_configuration_id = :offer
                    """);
    }

    private void replaceLoyaltyTiers(UUID offer, List<TierOrRewardTerms> tiers) {
        checkIds("tiers", offer, tiers, """
                    SELECT id FROM loyalty_tier WHERE id = ANY (:ids) AND loyalty_program_id <> :offer
                    """);
        replace("tiers", offer, tiers, part -> word(part.minimum()), """
                    UPDATE loyalty_tier SET deleted_at = now()
                    WHERE loyalty_program_id = :offer AND deleted_at IS NULL AND id <> ALL (:ids)
                    """, """
                    INSERT INTO loyalty_tier AS t (id, loyalty_program_id, name, min_customer_type, is_active, review_status)
                    SELECT id, :offer, name, value, is_active, review_status
                    FROM unnest(:ids, :names, :values, :active, :reviews) AS given(id, name, value, is_active, review_status)
                    ORDER BY id
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name, min_customer_type = excluded.min_customer_type,
                        is_active = excluded.is_active, deleted_at = NULL, review_status = excluded.review_status
                    WHERE t.loyalty_program_id = :offer
                    """);
    }

    private static void requireNone(String field, UUID offer, List<TierOrRewardTerms> parts) {
        if (!parts.isEmpty()) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT, "offer %s is of a type without %s, and has %d", offer, field, parts.size()));
        }
    }

    /**
     * Replaces the rewards of an offer. A reward that is left out is removed, while {@link #replaceTiers} marks a tier as deleted: rewards
     * have no such mark.
     */
    void replaceRewards(UUID offer, OfferType type, List<TierOrRewardTerms> rewards) {
        Runnable replacement = switch (type) {
            case CASHBACK, EXCLUSIVE -> () -> requireNone("rewards", offer, rewards);
            case LOYALTY -> () -> replaceLoyaltyRewards(offer, rewards);
        };
        replacement.run();
    }

    private void replaceLoyaltyRewards(UUID offer, List<TierOrRewardTerms> rewards) {
        checkIds("rewards", offer, rewards, """
                SELECT id FROM loyalty_reward WHERE id = ANY (:ids) AND loyalty_program_id <> :offer
                """);
        replace("rewards", offer, rewards, part -> null, """
                DELETE FROM loyalty_reward WHERE loyalty_program_id = :offer AND id <> ALL (:ids)
                """, """
                INSERT INTO loyalty_reward AS r (id, loyalty_program_id, name, is_active, review_status)
                SELECT id, :offer, name, is_active, review_status
                FROM unnest(:ids, :names, :values, :active, :reviews) AS given(id, name, value, is_active, review_status)
                ORDER BY id
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, is_active = excluded.is_active,
                    review_status = excluded.review_status
                WHERE r.loyalty_program_id = :offer
                """);
    }

    private List<TierOrRewardTerms> read(UUID offer, String sql) {
        return jdbc.sql(sql)
                .param(offer)
                .query((row, n) -> {
                    String minimum = row.getString("min_customer_type");
                    String review = row.getString("review_status");
                    return new TierOrRewardTerms(
                            row.getObject("id", UUID.class),
                            row.getString("name"),
                            row.getBigDecimal("percentage"),
                            minimum == null ? null : CustomerType.parse(minimum),
                            row.getBoolean("is_active"),
                            review == null ? null : SpelledEnum.parse(ReviewStatus.class, review));
                })
                .list();
    }

    private void checkIds(String field, UUID offer, List<TierOrRewardTerms> parts, String taken) {
        var seen = new HashSet<UUID>();
        var others = new HashSet<>(jdbc.sql(taken)
                .param("ids", ids(parts))
                .param("offer", offer)
                .query(UUID.class)
                .list());
        for (int i = 0; i < parts.size(); i++) {
            UUID id = parts.get(i).id();
            if (others.contains(id)) {
                throw new InvalidOffer(
                        String.format(Locale.ROOT, "%s[%d].id", field, i),
                        String.format(Locale.ROOT, "%s is taken by another offer", id));
            }
            if (!seen.add(id)) {
                throw new InvalidOffer(
                        String.format(Locale.ROOT, "%s[%d].id", field, i),
                        String.format(Locale.ROOT, "%s is given twice", id));
            }
        }
    }

    private void replace(
            String field,
            UUID offer,
            List<TierOrRewardTerms> parts,
            Function<TierOrRewardTerms, @Nullable String> value,
            String removal,
            String upsert) {
        jdbc.sql(removal).param("offer", offer).param("ids", ids(parts)).update();
        int written = jdbc.sql(upsert)
                .param("offer", offer)
                .param("ids", ids(parts))
                .param("names", parts.stream().map(TierOrRewardTerms::name).toArray(String[]::new))
                .param("values", parts.stream().map(value).toArray(String[]::new))
                .param("active", parts.stream().map(TierOrRewardTerms::active).toArray(Boolean[]::new))
                .param(
                        "reviews",
                        parts.stream().map(part -> word(part.review())).toArray(String[]::new))
                .update();
        if (written != parts.size()) {
            throw new InvalidOffer(field, "one of the ids was taken by another offer a moment ago");
        }
    }

    private static UUID[] ids(List<TierOrRewardTerms> parts) {
        return parts.stream().map(TierOrRewardTerms::id).toArray(UUID[]::new);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable String word(@Nullable SpelledEnum spelledEnum) {
        return spelledEnum == null ? null : spelledEnum.spelling();
    }
}
