package io.eligo.catalog.source;

import static io.eligo.catalog.source.SourceRow.enumValue;
import static io.eligo.catalog.source.SourceRow.merchantNo;
import static io.eligo.catalog.source.SourceRow.optionalText;
import static io.eligo.catalog.source.SourceRow.publicationStatus;
import static io.eligo.catalog.source.SourceRow.text;
import static io.eligo.catalog.source.SourceRow.textColumns;
import static io.eligo.catalog.source.SourceRow.uuid;
import static io.eligo.catalog.source.SourceTableReader.partsOf;
import static io.eligo.catalog.source.SourceTableReader.require;
import static java.util.stream.Collectors.groupingBy;

import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.catalog.source.SourceTableReader.OwnedValue;
import io.eligo.catalog.source.SourceTableReader.RowSource;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.PaymentPoint;
import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PaymentKind;
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
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Reads the readers' catalogue from the source tables as values of the rules: merchants, outlets and offers, with a fixed number
 * of statements, independent of the number of rows. A row that cannot be read, or refers to a missing row, is left out and added
 * to {@code unreadable}. What the writers' index needs is read by {@link AudienceTables}.
 */
@Component
public class CatalogTables {
    private final JdbcClient jdbc;

    public CatalogTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static <T> Map<UUID, T> byId(Collection<T> rows, Function<T, UUID> id) {
        return rows.stream().collect(Collectors.toMap(id, Function.identity(), (one, other) -> one));
    }

    public Map<UUID, Merchant> merchants(IdSelector selector, Collection<UnreadableRow> unreadable) {
        var reader = new SourceTableReader(jdbc, selector, unreadable);
        List<Merchant> merchants = reader.rows(
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
                        text(row, "category")));
        return byId(merchants, Merchant::id);
    }

    public Map<UUID, Outlet> outlets(
            IdSelector selector, Map<UUID, Merchant> merchants, Collection<UnreadableRow> unreadable) {
        var reader = new SourceTableReader(jdbc, selector, unreadable);
        Map<UUID, List<OwnedValue<PaymentPoint>>> points = reader.parts(
                new RowSource("payment_point", Kind.OUTLET, "outlet_id"),
                "id, outlet_id, kind, is_active, deleted_at IS NOT NULL AS is_deleted, review_status",
                "id",
                row -> new PaymentPoint(enumValue(row, "kind", PaymentKind.class), publicationStatus(row)));
        var there = new HashSet<UUID>();
        List<Outlet> outlets = reader.rows(
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
                });
        reader.reportOrphans(points, there, "payment_point", Kind.OUTLET);
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
        var reader = new SourceTableReader(jdbc, selector, unreadable);
        Map<UUID, List<OwnedValue<UUID>>> links = reader.parts(
                new RowSource("offer_outlet", Kind.OFFER, "offer_id"),
                "concat_ws(' ', offer_id, outlet_id) AS id, offer_id, outlet_id",
                "outlet_id",
                row -> uuid(row, "outlet_id"));
        var linkedOutlets = new HashMap<UUID, List<Outlet>>();
        links.forEach((offer, own) -> linkedOutlets.put(offer, linkedOutlets(own, outlets, unreadable)));
        // Lazy, because only loyalty programs need it, and an offer that is read again alone is seldom one.
        var outletsByMerchant = SingletonSupplier.of(() -> outlets.values().stream()
                .collect(groupingBy(outlet -> outlet.merchant().id())));
        var offerReader = new SourceOfferReader(reader, merchants, linkedOutlets);
        var linkable = new HashSet<UUID>();
        var offers = new ArrayList<Offer>();
        for (OfferType type : OfferType.values()) {
            offers.addAll(
                    switch (type) {
                        case CASHBACK -> offerReader.cashbacks(linkable);
                        case EXCLUSIVE -> offerReader.exclusives(linkable);
                        case LOYALTY -> offerReader.programs(outletsByMerchant);
                    });
        }
        reader.reportOrphans(links, linkable, "offer_outlet", Kind.OFFER);
        return offers;
    }

    private static List<Outlet> linkedOutlets(
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

    /** Returns the outlets that the offers are linked to, whether they exist or not. */
    public Set<UUID> findLinkedOutlets(IdSelector offers) {
        return findIds(
                "SELECT outlet_id FROM offer_outlet WHERE offer_id = ANY (:offers)",
                IdSelector.NONE,
                IdSelector.NONE,
                offers,
                IdSelector.NONE);
    }

    /** Returns the merchants of the offers and of the outlets that they are linked to. */
    public Set<UUID> findRelatedMerchants(IdSelector offers) {
        return findIds("""
                SELECT merchant_id FROM cashback_configuration WHERE id = ANY (:offers)
                UNION SELECT merchant_id FROM exclusive_offer WHERE id = ANY (:offers) AND merchant_id IS NOT NULL
                UNION SELECT merchant_id FROM loyalty_program WHERE id = ANY (:offers) AND merchant_id IS NOT NULL
                UNION SELECT o.merchant_id FROM offer_outlet l JOIN outlet o ON o.id = l.outlet_id WHERE l.offer_id = ANY (:offers)
                """, IdSelector.NONE, IdSelector.NONE, offers, IdSelector.NONE);
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
}
