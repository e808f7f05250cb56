package io.eligo.catalog.source;

import static io.eligo.catalog.source.SourceRow.audience;
import static io.eligo.catalog.source.SourceRow.enumValue;
import static io.eligo.catalog.source.SourceRow.instant;
import static io.eligo.catalog.source.SourceRow.number;
import static io.eligo.catalog.source.SourceRow.optionalInstant;
import static io.eligo.catalog.source.SourceRow.optionalNumber;
import static io.eligo.catalog.source.SourceRow.optionalText;
import static io.eligo.catalog.source.SourceRow.publicationStatus;
import static io.eligo.catalog.source.SourceRow.text;
import static io.eligo.catalog.source.SourceRow.textColumns;
import static io.eligo.catalog.source.SourceRow.uuid;
import static io.eligo.catalog.source.SourceTableReader.partsOf;
import static io.eligo.catalog.source.SourceTableReader.require;

import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.catalog.source.SourceTableReader.OwnedValue;
import io.eligo.catalog.source.SourceTableReader.RowSource;
import io.eligo.rules.Budget;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.CashbackTier;
import io.eligo.rules.ExclusiveOffer;
import io.eligo.rules.LoyaltyProgram;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.CustomerType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the three types of offers with their parts.
 *
 * @param linkedOutlets the outlets that {@code offer_outlet} links, by offer
 */
record SourceOfferReader(
        SourceTableReader reader, Map<UUID, Merchant> merchants, Map<UUID, List<Outlet>> linkedOutlets) {
    /** Adds to {@code linkable} the ids of these offers, readable or not. */
    List<CashbackConfiguration> cashbacks(Set<UUID> linkable) {
        Map<UUID, List<OwnedValue<CashbackTier>>> tiers = reader.parts(
                new RowSource("cashback_tier", Kind.OFFER, "cashback_configuration_id"),
                "id, cashback_configuration_id, percentage, is_active, deleted_at IS NOT NULL AS is_deleted, review_status, "
                        + textColumns("name"),
                "percentage, id",
                row -> new CashbackTier(
                        uuid(row, "id"), text(row, "name"), number(row, "percentage"), publicationStatus(row)));
        var there = new HashSet<UUID>();
        List<CashbackConfiguration> offers = reader.rows(
                new RowSource("cashback_configuration", Kind.OFFER, "id"),
                String.format(Locale.ROOT, """
                SELECT id, offer_no, merchant_id, start_date, end_date, is_active, deleted_at IS NOT NULL AS is_deleted,
                       eligible_customer_types, net_cashback_budget, used_cashback_budget, review_status, created_at, %s
                FROM cashback_configuration %%s
                """, textColumns("name")),
                row -> {
                    UUID id = uuid(row, "id");
                    there.add(id);
                    return new CashbackConfiguration(
                            id,
                            row.getInt("offer_no"),
                            text(row, "name"),
                            require(merchants, uuid(row, "merchant_id"), "merchant"),
                            publicationStatus(row),
                            new Window(optionalInstant(row, "start_date"), optionalInstant(row, "end_date")),
                            new Budget(number(row, "used_cashback_budget"), number(row, "net_cashback_budget")),
                            instant(row, "created_at"),
                            audience(row),
                            partsOf(tiers, id),
                            linkedOutlets.getOrDefault(id, List.of()));
                });
        reader.reportOrphans(tiers, there, "cashback_tier", Kind.OFFER);
        linkable.addAll(there);
        return offers;
    }

    /** Adds to {@code linkable} the ids of these offers, readable or not. */
    List<ExclusiveOffer> exclusives(Set<UUID> linkable) {
        return reader.rows(
                new RowSource("exclusive_offer", Kind.OFFER, "id"),
                String.format(Locale.ROOT, """
                SELECT id, offer_no, merchant_id, start_date, end_date, is_active, deleted_at IS NOT NULL AS is_deleted,
                       eligible_customer_types, net_offer_budget, used_offer_budget, review_status, created_at, %s
                FROM exclusive_offer %%s
                """, textColumns("name", "description")),
                row -> {
                    UUID id = uuid(row, "id");
                    linkable.add(id);
                    return new ExclusiveOffer(
                            id,
                            row.getInt("offer_no"),
                            text(row, "name"),
                            optionalText(row, "description"),
                            requireMerchantIfSet(row),
                            publicationStatus(row),
                            new Window(instant(row, "start_date"), instant(row, "end_date")),
                            new Budget(number(row, "used_offer_budget"), number(row, "net_offer_budget")),
                            instant(row, "created_at"),
                            audience(row),
                            linkedOutlets.getOrDefault(id, List.of()));
                });
    }

    List<LoyaltyProgram> programs(Supplier<Map<UUID, List<Outlet>>> outletsByMerchant) {
        // Tiers decide the audience, which is compiled without their names: a tier that counts there must count here.
        Map<UUID, List<OwnedValue<LoyaltyTier>>> tiers = reader.parts(
                new RowSource("loyalty_tier", Kind.OFFER, "loyalty_program_id"),
                "id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NOT NULL AS is_deleted, review_status, "
                        + SourceRow.cutTextColumn("name"),
                "id",
                row -> new LoyaltyTier(
                        uuid(row, "id"),
                        row.getString("name"),
                        enumValue(row, "min_customer_type", CustomerType.class),
                        publicationStatus(row)));
        Map<UUID, List<OwnedValue<LoyaltyReward>>> rewards = reader.parts(
                new RowSource("loyalty_reward", Kind.OFFER, "loyalty_program_id"),
                "id, loyalty_program_id, is_active, false AS is_deleted, review_status, " + textColumns("name"),
                "id",
                row -> new LoyaltyReward(uuid(row, "id"), text(row, "name"), publicationStatus(row)));
        var there = new HashSet<UUID>();
        List<LoyaltyProgram> programs = reader.rows(
                new RowSource("loyalty_program", Kind.OFFER, "id"),
                String.format(Locale.ROOT, """
                SELECT id, offer_no, merchant_id, is_active, deleted_at IS NOT NULL AS is_deleted, points_used_in_period,
                       points_issued_limit, review_status, created_at, %s
                FROM loyalty_program %%s
                """, textColumns("name")),
                row -> {
                    UUID id = uuid(row, "id");
                    there.add(id);
                    Merchant merchant = requireMerchantIfSet(row);
                    return new LoyaltyProgram(
                            id,
                            row.getInt("offer_no"),
                            text(row, "name"),
                            merchant,
                            publicationStatus(row),
                            new Budget(
                                    number(row, "points_used_in_period"), optionalNumber(row, "points_issued_limit")),
                            instant(row, "created_at"),
                            partsOf(tiers, id),
                            partsOf(rewards, id),
                            merchant == null
                                    ? List.of()
                                    : outletsByMerchant.get().getOrDefault(merchant.id(), List.of()));
                });
        reader.reportOrphans(tiers, there, "loyalty_tier", Kind.OFFER);
        reader.reportOrphans(rewards, there, "loyalty_reward", Kind.OFFER);
        return programs;
    }

    private @Nullable Merchant requireMerchantIfSet(ResultSet row) throws SQLException {
        UUID merchant = row.getObject("merchant_id", UUID.class);
        return merchant == null ? null : require(merchants, merchant, "merchant");
    }
}
