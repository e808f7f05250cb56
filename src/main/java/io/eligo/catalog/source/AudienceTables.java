package io.eligo.catalog.source;

import static io.eligo.catalog.source.SourceRow.audience;
import static io.eligo.catalog.source.SourceRow.enumValue;
import static io.eligo.catalog.source.SourceRow.merchantNo;
import static io.eligo.catalog.source.SourceRow.publicationStatus;
import static io.eligo.catalog.source.SourceRow.uuid;
import static io.eligo.catalog.source.SourceTableReader.partsOf;

import io.eligo.catalog.index.GrantedTypes;
import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.catalog.source.SourceTableReader.OwnedValue;
import io.eligo.catalog.source.SourceTableReader.RowSource;
import io.eligo.rules.Audience;
import io.eligo.rules.Budget;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.ExclusiveOffer;
import io.eligo.rules.LoyaltyProgram;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PublicationStatus;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads from the source tables what decides which customer types are granted which offers: the numbers of the merchants and the
 * audiences of the offers. A row that cannot be read is left out and added to {@code unreadable}.
 */
@Component
public class AudienceTables {
    private static final PublicationStatus PUBLISHED = new PublicationStatus(true, false, ReviewStatus.APPROVED);
    private static final Budget UNSPENT_BUDGET = new Budget(BigDecimal.ZERO, BigDecimal.ONE);
    private static final Merchant PLACEHOLDER_MERCHANT = new Merchant(new UUID(0, 0), 0, "", MerchantStatus.ACTIVE, "");

    private final JdbcClient jdbc;

    public AudienceTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the merchants' numbers, which stored relations contain. */
    public Map<UUID, Integer> merchantNos(IdSelector selector, Collection<UnreadableRow> unreadable) {
        if (selector.isEmpty()) {
            return Map.of();
        }
        return new SourceTableReader(jdbc, selector, unreadable)
                        .rows(
                                new RowSource("merchant", Kind.MERCHANT, "id"),
                                "SELECT id, merchant_no FROM merchant %s",
                                row -> Map.entry(uuid(row, "id"), merchantNo(row)))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Returns the offers that have a merchant, existing or not, with only the columns that decide which customer
     * types are granted them.
     */
    public List<TargetedOffer> targetedOffers(IdSelector selector, Collection<UnreadableRow> unreadable) {
        if (selector.isEmpty()) {
            return List.of();
        }
        var reader = new SourceTableReader(jdbc, selector, unreadable);
        var offers = new ArrayList<TargetedOffer>();
        for (OfferType type : OfferType.values()) {
            offers.addAll(
                    switch (type) {
                        case CASHBACK -> targetedOffers(reader, "cashback_configuration", AudienceTables::cashbackFor);
                        case EXCLUSIVE -> targetedOffers(reader, "exclusive_offer", AudienceTables::exclusiveFor);
                        case LOYALTY -> targetedPrograms(reader);
                    });
        }
        return offers;
    }

    private static List<TargetedOffer> targetedOffers(
            SourceTableReader reader, String table, Function<Audience, Offer> offer) {
        return reader.rows(
                new RowSource(table, Kind.OFFER, "id"),
                String.format(
                        Locale.ROOT,
                        "SELECT id, offer_no, merchant_id, eligible_customer_types FROM (SELECT * FROM %s WHERE merchant_id IS NOT NULL) AS offer %%s",
                        table),
                row -> targeted(row, offer.apply(audience(row))));
    }

    private static List<TargetedOffer> targetedPrograms(SourceTableReader reader) {
        Map<UUID, List<OwnedValue<LoyaltyTier>>> tiers = reader.parts(
                new RowSource("loyalty_tier", Kind.OFFER, "loyalty_program_id"),
                "id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NOT NULL AS is_deleted, review_status",
                "id",
                row -> new LoyaltyTier(
                        uuid(row, "id"),
                        "",
                        enumValue(row, "min_customer_type", CustomerType.class),
                        publicationStatus(row)));
        return reader.rows(
                new RowSource("loyalty_program", Kind.OFFER, "id"),
                "SELECT id, offer_no, merchant_id FROM (SELECT * FROM loyalty_program WHERE merchant_id IS NOT NULL) AS offer %s",
                row -> targeted(row, programFor(partsOf(tiers, uuid(row, "id")))));
    }

    private static TargetedOffer targeted(ResultSet row, Offer offer) throws SQLException {
        return new TargetedOffer(
                uuid(row, "id"), uuid(row, "merchant_id"), row.getInt("offer_no"), GrantedTypes.of(offer));
    }

    // Only the audience decides which customer types are granted the offer; the other values are placeholders.
    private static Offer cashbackFor(Audience audience) {
        return new CashbackConfiguration(
                PLACEHOLDER_MERCHANT.id(),
                0,
                "",
                PLACEHOLDER_MERCHANT,
                PUBLISHED,
                Window.ALWAYS,
                UNSPENT_BUDGET,
                Instant.EPOCH,
                audience,
                List.of(),
                List.of());
    }

    private static Offer exclusiveFor(Audience audience) {
        return new ExclusiveOffer(
                PLACEHOLDER_MERCHANT.id(),
                0,
                "",
                null,
                PLACEHOLDER_MERCHANT,
                PUBLISHED,
                Window.ALWAYS,
                UNSPENT_BUDGET,
                Instant.EPOCH,
                audience,
                List.of());
    }

    private static Offer programFor(List<LoyaltyTier> tiers) {
        return new LoyaltyProgram(
                PLACEHOLDER_MERCHANT.id(),
                0,
                "",
                PLACEHOLDER_MERCHANT,
                PUBLISHED,
                UNSPENT_BUDGET,
                Instant.EPOCH,
                tiers,
                List.of(),
                List.of());
    }
}
