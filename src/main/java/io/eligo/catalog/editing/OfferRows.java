package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.ReviewStatus;
import io.eligo.rules.vocabulary.SpelledEnum;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Statements on one offer's own row. */
@Component
class OfferRows {
    private static final String READ = """
            SELECT coalesce(c.merchant_id, e.merchant_id, l.merchant_id) AS merchant_id,
                   coalesce(c.name, e.name, l.name) AS name, e.description,
                   coalesce(c.start_date, e.start_date) AS start_date, coalesce(c.end_date, e.end_date) AS end_date,
                   coalesce(c.eligible_customer_types, e.eligible_customer_types, '{}') AS audience,
                   coalesce(c.net_cashback_budget, e.net_offer_budget, l.points_issued_limit) AS net,
                   coalesce(c.used_cashback_budget, e.used_offer_budget, l.points_used_in_period) AS used,
                   coalesce(c.is_active, e.is_active, l.is_active) AS is_active,
                   coalesce(c.review_status, e.review_status, l.review_status) AS review_status,
                   coalesce(c.deleted_at, e.deleted_at, l.deleted_at) AS deleted_at,
                   coalesce(c.created_at, e.created_at, l.created_at) AS created_at,
                   ARRAY(SELECT outlet_id FROM offer_outlet k WHERE k.offer_id = o.id ORDER BY outlet_id) AS outlet_ids
            FROM offer o
            LEFT JOIN cashback_configuration c ON c.id = o.id
            LEFT JOIN exclusive_offer e ON e.id = o.id
            LEFT JOIN loyalty_program l ON l.id = o.id
            WHERE o.id = ?
            """;

    private final JdbcClient jdbc;
    private final TierAndRewardRows parts;

    OfferRows(JdbcClient jdbc, TierAndRewardRows parts) {
        this.jdbc = jdbc;
        this.parts = parts;
    }

    Optional<OfferType> findType(UUID id) {
        return jdbc.sql("SELECT offer_type FROM offer WHERE id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .map(word -> SpelledEnum.parse(OfferType.class, word));
    }

    /**
     * Locks the offer's row: later writers of the offer wait for the end of the caller's transaction. Returns false
     * if the offer does not exist.
     */
    boolean lock(UUID id, OfferType type) {
        return jdbc.sql(OfferTableSql.of(type).lock())
                .param(id)
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    StoredOffer read(UUID id, OfferType type) {
        return jdbc.sql(READ)
                .param(id)
                .query((row, n) -> new StoredOffer(
                        id,
                        type,
                        terms(row, parts.tiers(id, type), parts.rewards(id, type)),
                        row.getBigDecimal("used"),
                        instant(row, "deleted_at"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .single();
    }

    void insert(UUID id, OfferType type, OfferValues terms) {
        write(OfferTableSql.of(type).insert(), id, terms);
    }

    void update(UUID id, OfferType type, OfferValues terms) {
        write(OfferTableSql.of(type).update(), id, terms);
    }

    private void write(String sql, UUID id, OfferValues terms) {
        ReviewStatus review = terms.review();
        jdbc.sql(sql)
                .param("id", id)
                .param("merchant", terms.merchantId())
                .param("name", terms.name())
                .param("description", terms.description())
                .param("from", timestamp(terms.validFrom()))
                .param("until", timestamp(terms.validUntil()))
                .param("active", terms.active())
                .param("audience", terms.audience().toArray(String[]::new))
                .param("limit", terms.limit())
                .param("review", review == null ? null : review.spelling())
                .update();
    }

    void setActive(UUID id, OfferType type, boolean active) {
        jdbc.sql(OfferTableSql.of(type).setActive())
                .param("id", id)
                .param("active", active)
                .update();
    }

    void delete(UUID id, OfferType type) {
        jdbc.sql(OfferTableSql.of(type).delete()).param(id).update();
    }

    /** Returns false if the offer does not exist. */
    boolean addSpend(UUID id, OfferType type, BigDecimal amount) {
        return jdbc.sql(OfferTableSql.of(type).addSpend()).params(amount, id).update() == 1;
    }

    private static OfferValues terms(ResultSet row, List<TierOrRewardTerms> tiers, List<TierOrRewardTerms> rewards)
            throws SQLException {
        String review = row.getString("review_status");
        return new OfferValues(
                row.getObject("merchant_id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                instant(row, "start_date"),
                instant(row, "end_date"),
                List.of((String[]) array(row, "audience")),
                row.getBigDecimal("net"),
                row.getBoolean("is_active"),
                review == null ? null : SpelledEnum.parse(ReviewStatus.class, review),
                List.of((UUID[]) array(row, "outlet_ids")),
                tiers,
                rewards);
    }

    private static Object array(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array.getArray();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
