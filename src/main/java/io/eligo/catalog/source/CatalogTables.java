package io.eligo.catalog.source;

import static io.eligo.catalog.source.SourceRow.audience;
import static io.eligo.catalog.source.SourceRow.enumValue;
import static io.eligo.catalog.source.SourceRow.instant;
import static io.eligo.catalog.source.SourceRow.merchantNo;
import static io.eligo.catalog.source.SourceRow.number;
import static io.eligo.catalog.source.SourceRow.optionalInstant;
import static io.eligo.catalog.source.SourceRow.optionalNumber;
import static io.eligo.catalog.source.SourceRow.optionalText;
import static io.eligo.catalog.source.SourceRow.publicationStatus;
import static io.eligo.catalog.source.SourceRow.text;
import static io.eligo.catalog.source.SourceRow.textColumns;
import static io.eligo.catalog.source.SourceRow.uuid;
import static java.util.stream.Collectors.groupingBy;

import io.eligo.catalog.index.GrantedTypes;
import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.rules.Audience;
import io.eligo.rules.Budget;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.CashbackTier;
import io.eligo.rules.ExclusiveOffer;
import io.eligo.rules.LoyaltyProgram;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.PaymentPoint;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PaymentKind;
import io.eligo.rules.vocabulary.PublicationStatus;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Reads the catalogue's source tables as values of the rules, with a fixed number of statements, independent of the
 * number of offers. Uses lists instead of {@code JdbcClient}'s streams, which hold their connection until
 * they are closed.
 *
 * <p>A row that cannot be read, or refers to a missing row, is left out and added to {@code unreadable}; it does not
 * stop the reading of other rows.
 */
@Component
public class CatalogTables {
    private static final PublicationStatus PUBLISHED = new PublicationStatus(true, false, ReviewStatus.APPROVED);
    private static final Budget UNSPENT_BUDGET = new Budget(BigDecimal.ZERO, BigDecimal.ONE);
    private static final Merchant PLACEHOLDER_MERCHANT = new Merchant(new UUID(0, 0), 0, "", MerchantStatus.ACTIVE, "");

    private final JdbcClient jdbc;

    public CatalogTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A row that belongs to a row of another table. */
    private record OwnedValue<T>(UUID owner, String key, T value) {}

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** @param idColumn the column with the id by which the row is read again, its own or its owner's */
    private record RowSource(String table, Kind kind, String idColumn) {}

    private <T> List<T> rows(
            IdSelector selector,
            RowSource source,
            String sql,
            RowReader<T> reader,
            Collection<UnreadableRow> unreadable) {
        var rows = new ArrayList<T>();
        selector.statement(jdbc, sql, source.idColumn()).query(row -> {
            try {
                rows.add(reader.read(row));
            } catch (SQLException | RuntimeException e) {
                // The row has arrived, so the error is a bad value and not an unavailable database.
                unreadable.add(new UnreadableRow(
                        source.table(),
                        row.getString("id"),
                        source.kind(),
                        row.getObject(source.idColumn(), UUID.class),
                        String.valueOf(e.getMessage())));
            }
        });
        return rows;
    }

    private static <T> Map<UUID, T> byId(Collection<T> things, Function<T, UUID> id) {
        return things.stream().collect(Collectors.toMap(id, Function.identity(), (one, other) -> one));
    }

    public Map<UUID, Merchant> merchants(IdSelector selector, Collection<UnreadableRow> unreadable) {
        List<Merchant> merchants = rows(
                selector,
                new RowSource("merchant", Kind.MERCHANT, "id"),
                String.format(
                        Locale.ROOT,
                        "SELECT id, merchant_no, status, %s FROM merchant %%s",
                        textColumns("business_name", "category")),
                row -> new Merchant(
                        uuid(row, "id"),
                        merchantNo(row),
                        text(row, "business_name"),
                        enumValue(row, "status", MerchantStatus.class),
                        text(row, "category")),
                unreadable);
        return byId(merchants, Merchant::id);
    }

    /** Returns the merchants' numbers, which stored relations contain. */
    public Map<UUID, Integer> merchantNos(IdSelector selector, Collection<UnreadableRow> unreadable) {
        if (selector.isEmpty()) {
            return Map.of();
        }
        return rows(
                        selector,
                        new RowSource("merchant", Kind.MERCHANT, "id"),
                        "SELECT id, merchant_no FROM merchant %s",
                        row -> Map.entry(uuid(row, "id"), merchantNo(row)),
                        unreadable)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    public Map<UUID, Outlet> outlets(
            IdSelector selector, Map<UUID, Merchant> merchants, Collection<UnreadableRow> unreadable) {
        Map<UUID, List<OwnedValue<PaymentPoint>>> points = parts(
                selector,
                new RowSource("payment_point", Kind.OUTLET, "outlet_id"),
                "id, outlet_id, kind, is_active, deleted_at IS NOT NULL AS is_deleted, review_status",
                "id",
                row -> new PaymentPoint(enumValue(row, "kind", PaymentKind.class), publicationStatus(row)),
                unreadable);
        var there = new HashSet<UUID>();
        List<Outlet> outlets = rows(
                selector,
                new RowSource("outlet", Kind.OUTLET, "id"),
                String.format(
                        Locale.ROOT,
                        "SELECT id, merchant_id, is_active, false AS is_deleted, review_status, %s FROM outlet %%s",
                        textColumns("name", "description")),
                row -> {
                    UUID id = uuid(row, "id");
                    there.add(id);
                    return new Outlet(
                            id,
                            require(merchants, uuid(row, "merchant_id"), "merchant"),
                            text(row, "name"),
                            optionalText(row, "description"),
                            publicationStatus(row),
                            partsOf(points, id));
                },
                unreadable);
        reportOrphans(points, there, "payment_point", Kind.OUTLET, unreadable);
        return byId(outlets, Outlet::id);
    }

    /**
     * Returns offers with all their parts.
     *
     * @param outlets contains all outlets of these offers
     */
    public List<Offer> offers(
            IdSelector selector,
            Map<UUID, Merchant> merchants,
            Map<UUID, Outlet> outlets,
            Collection<UnreadableRow> unreadable) {
        Map<UUID, List<OwnedValue<UUID>>> links = parts(
                selector,
                new RowSource("offer_outlet", Kind.OFFER, "offer_id"),
                "concat_ws(' ', offer_id, outlet_id) AS id, offer_id, outlet_id",
                "outlet_id",
                row -> uuid(row, "outlet_id"),
                unreadable);
        var linked = new HashMap<UUID, List<Outlet>>();
        links.forEach((offer, own) -> linked.put(offer, linked(own, outlets, unreadable)));
        // Lazy, because only loyalty programs need it, and an offer that is read again alone is seldom one.
        var ofMerchant = SingletonSupplier.of(() -> outlets.values().stream()
                .collect(groupingBy(outlet -> outlet.merchant().id())));
        var withLinks = new HashSet<UUID>();
        var offers = new ArrayList<Offer>();
        for (OfferType type : OfferType.values()) {
            offers.addAll(
                    switch (type) {
                        case CASHBACK -> cashbacks(selector, merchants, linked, withLinks, unreadable);
                        case EXCLUSIVE -> exclusives(selector, merchants, linked, withLinks, unreadable);
                        case LOYALTY -> programs(selector, merchants, ofMerchant, unreadable);
                    });
        }
        reportOrphans(links, withLinks, "offer_outlet", Kind.OFFER, unreadable);
        return offers;
    }

    private static List<Outlet> linked(
            List<OwnedValue<UUID>> links, Map<UUID, Outlet> outlets, Collection<UnreadableRow> unreadable) {
        var linked = new ArrayList<Outlet>();
        for (OwnedValue<UUID> link : links) {
            Outlet outlet = outlets.get(link.value());
            if (outlet == null) {
                unreadable.add(new UnreadableRow(
                        "offer_outlet",
                        link.key(),
                        Kind.OFFER,
                        link.owner(),
                        "its outlet does not exist or cannot be read"));
            } else {
                linked.add(outlet);
            }
        }
        return linked;
    }

    /**
     * Returns the offers that have a merchant, existing or not, with only the columns that decide which customer
     * types are granted them.
     */
    public List<TargetedOffer> targetedOffers(IdSelector selector, Collection<UnreadableRow> unreadable) {
        if (selector.isEmpty()) {
            return List.of();
        }
        var offers = new ArrayList<TargetedOffer>();
        for (OfferType type : OfferType.values()) {
            offers.addAll(
                    switch (type) {
                        case CASHBACK ->
                            targetedOffers(selector, "cashback_configuration", CatalogTables::cashbackFor, unreadable);
                        case EXCLUSIVE ->
                            targetedOffers(selector, "exclusive_offer", CatalogTables::exclusiveFor, unreadable);
                        case LOYALTY -> targetedPrograms(selector, unreadable);
                    });
        }
        return offers;
    }

    private List<TargetedOffer> targetedOffers(
            IdSelector selector, String table, Function<Audience, Offer> offer, Collection<UnreadableRow> unreadable) {
        return rows(
                selector,
                new RowSource(table, Kind.OFFER, "id"),
                String.format(
                        Locale.ROOT,
                        "SELECT id, offer_no, merchant_id, eligible_customer_types FROM (SELECT * FROM %s WHERE merchant_id IS NOT NULL) AS offer %%s",
                        table),
                row -> targeted(row, offer.apply(audience(row))),
                unreadable);
    }

    private List<TargetedOffer> targetedPrograms(IdSelector selector, Collection<UnreadableRow> unreadable) {
        Map<UUID, List<OwnedValue<LoyaltyTier>>> tiers = parts(
                selector,
                new RowSource("loyalty_tier", Kind.OFFER, "loyalty_program_id"),
                "id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NOT NULL AS is_deleted, review_status",
                "id",
                row -> new LoyaltyTier(
                        uuid(row, "id"),
                        "",
                        enumValue(row, "min_customer_type", CustomerType.class),
                        publicationStatus(row)),
                unreadable);
        return rows(
                selector,
                new RowSource("loyalty_program", Kind.OFFER, "id"),
                "SELECT id, offer_no, merchant_id FROM (SELECT * FROM loyalty_program WHERE merchant_id IS NOT NULL) AS offer %s",
                row -> targeted(row, programFor(partsOf(tiers, uuid(row, "id")))),
                unreadable);
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

    /** Returns the given outlets and those of the merchants. */
    public IdSelector findAffectedOutlets(IdSelector outlets, IdSelector merchants) {
        return new IdSelector(findIds("""
                SELECT unnest(:outlets) UNION SELECT id FROM outlet WHERE merchant_id = ANY (:merchants)
                """, outlets, merchants, IdSelector.NONE, IdSelector.NONE));
    }

    /**
     * Returns the given offers, those of the merchants, those linked to the outlets, and the loyalty
     * programs of {@code merchantsOfPrograms}.
     */
    public IdSelector findAffectedOffers(
            IdSelector offers, IdSelector merchants, IdSelector outlets, IdSelector merchantsOfPrograms) {
        return new IdSelector(findIds("""
                SELECT unnest(:offers)
                UNION SELECT id FROM cashback_configuration WHERE merchant_id = ANY (:merchants)
                UNION SELECT id FROM exclusive_offer WHERE merchant_id = ANY (:merchants)
                UNION SELECT id FROM loyalty_program WHERE merchant_id = ANY (:merchants) OR merchant_id = ANY (:programs)
                UNION SELECT offer_id FROM offer_outlet WHERE outlet_id = ANY (:outlets)
                """, outlets, merchants, offers, merchantsOfPrograms));
    }

    private Set<UUID> findIds(
            String sql, IdSelector outlets, IdSelector merchants, IdSelector offers, IdSelector merchantsOfPrograms) {
        return Set.copyOf(jdbc.sql(sql)
                .param("outlets", outlets.toArray())
                .param("merchants", merchants.toArray())
                .param("offers", offers.toArray())
                .param("programs", merchantsOfPrograms.toArray())
                .query(UUID.class)
                .list());
    }

    private List<CashbackConfiguration> cashbacks(
            IdSelector selector,
            Map<UUID, Merchant> merchants,
            Map<UUID, List<Outlet>> linked,
            Set<UUID> withLinks,
            Collection<UnreadableRow> unreadable) {
        Map<UUID, List<OwnedValue<CashbackTier>>> tiers = parts(
                selector,
                new RowSource("cashback_tier", Kind.OFFER, "cashback_configuration_id"),
                "id, cashback_configuration_id, percentage, is_active, deleted_at IS NOT NULL AS is_deleted, review_status, "
                        + textColumns("name"),
                "percentage, id",
                row -> new CashbackTier(
                        uuid(row, "id"), text(row, "name"), number(row, "percentage"), publicationStatus(row)),
                unreadable);
        var there = new HashSet<UUID>();
        List<CashbackConfiguration> offers = rows(
                selector,
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
                            linked.getOrDefault(id, List.of()));
                },
                unreadable);
        reportOrphans(tiers, there, "cashback_tier", Kind.OFFER, unreadable);
        withLinks.addAll(there);
        return offers;
    }

    private List<ExclusiveOffer> exclusives(
            IdSelector selector,
            Map<UUID, Merchant> merchants,
            Map<UUID, List<Outlet>> linked,
            Set<UUID> withLinks,
            Collection<UnreadableRow> unreadable) {
        return rows(
                selector,
                new RowSource("exclusive_offer", Kind.OFFER, "id"),
                String.format(Locale.ROOT, """
                SELECT id, offer_no, merchant_id, start_date, end_date, is_active, deleted_at IS NOT NULL AS is_deleted,
                       eligible_customer_types, net_offer_budget, used_offer_budget, review_status, created_at, %s
                FROM exclusive_offer %%s
                """, textColumns("name", "description")),
                row -> {
                    UUID id = uuid(row, "id");
                    withLinks.add(id);
                    return new ExclusiveOffer(
                            id,
                            row.getInt("offer_no"),
                            text(row, "name"),
                            optionalText(row, "description"),
                            requireMerchantIfSet(merchants, row),
                            publicationStatus(row),
                            new Window(instant(row, "start_date"), instant(row, "end_date")),
                            new Budget(number(row, "used_offer_budget"), number(row, "net_offer_budget")),
                            instant(row, "created_at"),
                            audience(row),
                            linked.getOrDefault(id, List.of()));
                },
                unreadable);
    }

    private List<LoyaltyProgram> programs(
            IdSelector selector,
            Map<UUID, Merchant> merchants,
            Supplier<Map<UUID, List<Outlet>>> ofMerchant,
            Collection<UnreadableRow> unreadable) {
        Map<UUID, List<OwnedValue<LoyaltyTier>>> tiers = parts(
                selector,
                new RowSource("loyalty_tier", Kind.OFFER, "loyalty_program_id"),
                "id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NOT NULL AS is_deleted, review_status, "
                        + textColumns("name"),
                "id",
                row -> new LoyaltyTier(
                        uuid(row, "id"),
                        text(row, "name"),
                        enumValue(row, "min_customer_type", CustomerType.class),
                        publicationStatus(row)),
                unreadable);
        Map<UUID, List<OwnedValue<LoyaltyReward>>> rewards = parts(
                selector,
                new RowSource("loyalty_reward", Kind.OFFER, "loyalty_program_id"),
                "id, loyalty_program_id, is_active, false AS is_deleted, review_status, " + textColumns("name"),
                "id",
                row -> new LoyaltyReward(uuid(row, "id"), text(row, "name"), publicationStatus(row)),
                unreadable);
        var there = new HashSet<UUID>();
        List<LoyaltyProgram> programs = rows(
                selector,
                new RowSource("loyalty_program", Kind.OFFER, "id"),
                String.format(Locale.ROOT, """
                SELECT id, offer_no, merchant_id, is_active, deleted_at IS NOT NULL AS is_deleted, points_used_in_period,
                       points_issued_limit, review_status, created_at, %s
                FROM loyalty_program %%s
                """, textColumns("name")),
                row -> {
                    UUID id = uuid(row, "id");
                    there.add(id);
                    Merchant merchant = requireMerchantIfSet(merchants, row);
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
                            merchant == null ? List.of() : ofMerchant.get().getOrDefault(merchant.id(), List.of()));
                },
                unreadable);
        reportOrphans(tiers, there, "loyalty_tier", Kind.OFFER, unreadable);
        reportOrphans(rewards, there, "loyalty_reward", Kind.OFFER, unreadable);
        return programs;
    }

    /** @param source its {@code idColumn} is that of the owner */
    private <T> Map<UUID, List<OwnedValue<T>>> parts(
            IdSelector selector,
            RowSource source,
            String columns,
            String order,
            RowReader<T> reader,
            Collection<UnreadableRow> unreadable) {
        return rows(
                        selector,
                        source,
                        String.format(Locale.ROOT, "SELECT %s FROM %s %%s ORDER BY %s", columns, source.table(), order),
                        row -> new OwnedValue<>(uuid(row, source.idColumn()), row.getString("id"), reader.read(row)),
                        unreadable)
                .stream()
                .collect(groupingBy(OwnedValue::owner));
    }

    private static <T> List<T> partsOf(Map<UUID, List<OwnedValue<T>>> parts, UUID owner) {
        return parts.getOrDefault(owner, List.of()).stream()
                .map(OwnedValue::value)
                .toList();
    }

    /** Orphans exist where foreign keys were switched off. */
    private static <T> void reportOrphans(
            Map<UUID, List<OwnedValue<T>>> parts,
            Set<UUID> owners,
            String table,
            Kind kind,
            Collection<UnreadableRow> unreadable) {
        parts.forEach((owner, own) -> {
            if (!owners.contains(owner)) {
                own.forEach(part -> unreadable.add(new UnreadableRow(
                        table,
                        part.key(),
                        kind,
                        owner,
                        String.format(Locale.ROOT, "its owner %s does not exist", owner))));
            }
        });
    }

    private static @Nullable Merchant requireMerchantIfSet(Map<UUID, Merchant> merchants, ResultSet row)
            throws SQLException {
        UUID merchant = row.getObject("merchant_id", UUID.class);
        return merchant == null ? null : require(merchants, merchant, "merchant");
    }

    private static <T> T require(Map<UUID, T> things, UUID id, String what) {
        T thing = things.get(id);
        if (thing == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s %s does not exist or cannot be read", what, id));
        }
        return thing;
    }
}
