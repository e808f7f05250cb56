package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.ReviewStatus;
import io.eligo.rules.vocabulary.SpelledEnum;
import java.sql.ResultSet;
import java.sql.SQLException;
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
        return read(TierOrRewardTable.ofTiers(type), offer);
    }

    List<TierOrRewardTerms> rewards(UUID offer, OfferType type) {
        return read(TierOrRewardTable.ofRewards(type), offer);
    }

    /** Replaces the tiers of the offer. Tiers with known ids are updated; tiers left out are marked as deleted. */
    void replaceTiers(UUID offer, OfferType type, List<TierOrRewardTerms> tiers) {
        replace("tiers", TierOrRewardTable.ofTiers(type), offer, tiers);
    }

    /** Replaces the rewards of an offer. Rewards with known ids are updated; rewards left out are removed. */
    void replaceRewards(UUID offer, OfferType type, List<TierOrRewardTerms> rewards) {
        replace("rewards", TierOrRewardTable.ofRewards(type), offer, rewards);
    }

    private List<TierOrRewardTerms> read(@Nullable TierOrRewardTable table, UUID offer) {
        if (table == null) {
            return List.of();
        }
        return jdbc.sql(table.select())
                .param("offer", offer)
                .query((row, n) -> terms(table, row))
                .list();
    }

    private static TierOrRewardTerms terms(TierOrRewardTable table, ResultSet row) throws SQLException {
        String minimum = table.hasColumn("min_customer_type") ? row.getString("min_customer_type") : null;
        String review = row.getString("review_status");
        return new TierOrRewardTerms(
                row.getObject("id", UUID.class),
                row.getString("name"),
                table.hasColumn("percentage") ? row.getBigDecimal("percentage") : null,
                minimum == null ? null : CustomerType.parse(minimum),
                row.getBoolean("is_active"),
                review == null ? null : SpelledEnum.parse(ReviewStatus.class, review));
    }

    private void replace(String field, @Nullable TierOrRewardTable table, UUID offer, List<TierOrRewardTerms> parts) {
        if (table == null) {
            requireNone(field, offer, parts);
            return;
        }
        checkIds(field, table, offer, parts);
        jdbc.sql(table.removeOthers())
                .param("offer", offer)
                .param("ids", ids(parts))
                .update();
        int written = jdbc.sql(table.upsert())
                .param("offer", offer)
                .param("ids", ids(parts))
                .param("names", texts(parts, TierOrRewardTerms::name))
                .param("percentages", texts(parts, part -> text(part.percentage())))
                .param("minimums", texts(parts, part -> word(part.minimum())))
                .param("active", parts.stream().map(TierOrRewardTerms::active).toArray(Boolean[]::new))
                .param("reviews", texts(parts, part -> word(part.review())))
                .update();
        if (written != parts.size()) {
            throw new InvalidOffer(field, "one of the ids was taken by another offer a moment ago");
        }
    }

    private static void requireNone(String field, UUID offer, List<TierOrRewardTerms> parts) {
        if (!parts.isEmpty()) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT, "offer %s is of a type without %s, and has %d", offer, field, parts.size()));
        }
    }

    private void checkIds(String field, TierOrRewardTable table, UUID offer, List<TierOrRewardTerms> parts) {
        var seen = new HashSet<UUID>();
        var others = new HashSet<>(jdbc.sql(table.selectTakenIds())
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

    private static String[] texts(List<TierOrRewardTerms> parts, Function<TierOrRewardTerms, @Nullable String> value) {
        return parts.stream().map(value).toArray(String[]::new);
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
