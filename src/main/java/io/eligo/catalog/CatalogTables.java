package io.eligo.catalog;

import static io.eligo.catalog.SourceRow.audience;
import static io.eligo.catalog.SourceRow.createdAt;
import static io.eligo.catalog.SourceRow.instant;
import static io.eligo.catalog.SourceRow.standing;
import static io.eligo.catalog.SourceRow.uuid;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.eligo.rules.Budget;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.CashbackTier;
import io.eligo.rules.CustomerType;
import io.eligo.rules.ExclusiveOffer;
import io.eligo.rules.LoyaltyProgram;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.MerchantStatus;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.PaymentKind;
import io.eligo.rules.PaymentPoint;
import io.eligo.rules.Window;
import io.eligo.rules.Word;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * The catalogue's source tables as values of the rules. A handful of statements, whatever the number of offers.
 * Lists, not {@code JdbcClient}'s streams: those keep their connection until somebody closes them.
 */
@Component
class CatalogTables {
    private final JdbcClient jdbc;

    CatalogTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Linked(UUID owner, UUID outlet) {}

    private record Part<T>(UUID owner, T part) {}

    Map<UUID, Merchant> merchants(Which which) {
        return which
                .select(jdbc, "SELECT id, merchant_no, business_name, status, category FROM merchant %s", "id")
                .query((row, n) -> new Merchant(
                        uuid(row, "id"),
                        row.getInt("merchant_no"),
                        row.getString("business_name"),
                        Word.parse(MerchantStatus.class, row.getString("status")),
                        row.getString("category")))
                .list()
                .stream()
                .collect(Collectors.toMap(Merchant::id, Function.identity()));
    }

    Map<UUID, Outlet> outlets(Which which, Map<UUID, Merchant> merchants) {
        Map<UUID, List<PaymentPoint>> points = parts(
                which,
                "outlet_id",
                "SELECT outlet_id AS owner, kind, is_active, deleted_at, review_status FROM payment_point %s ORDER BY id",
                row -> new PaymentPoint(Word.parse(PaymentKind.class, row.getString("kind")), standing(row)));
        return which
                .select(
                        jdbc,
                        "SELECT id, merchant_id, name, description, is_active, NULL AS deleted_at, review_status FROM outlet %s",
                        "id")
                .query((row, n) -> new Outlet(
                        uuid(row, "id"),
                        known(merchants, uuid(row, "merchant_id")),
                        row.getString("name"),
                        row.getString("description"),
                        standing(row),
                        points.getOrDefault(uuid(row, "id"), List.of())))
                .list()
                .stream()
                .collect(Collectors.toMap(Outlet::id, Function.identity()));
    }

    /** Offers with all their parts; {@code outlets} has those of all of them. */
    List<Offer> offers(Which which, Map<UUID, Merchant> merchants, Map<UUID, Outlet> outlets) {
        Map<UUID, List<Outlet>> linked = linked(which, outlets);
        // Only programs ask for it: an offer that is read again by itself is seldom one.
        var ofMerchant = SingletonSupplier.of(() -> outlets.values().stream()
                .collect(groupingBy(outlet -> outlet.merchant().id())));
        var offers = new ArrayList<Offer>();
        offers.addAll(cashbacks(which, merchants, cashbackTiers(which), linked));
        offers.addAll(exclusives(which, merchants, linked));
        offers.addAll(programs(which, merchants, rewards(which), ofMerchant));
        return offers;
    }

    /** Offers with no more than who is granted them depends on. */
    List<Offer> audiences(Which which, Map<UUID, Merchant> merchants) {
        var offers = new ArrayList<Offer>();
        offers.addAll(cashbacks(which, merchants, Map.of(), Map.of()));
        offers.addAll(exclusives(which, merchants, Map.of()));
        offers.addAll(programs(which, merchants, Map.of(), Map::of));
        return offers;
    }

    /** The outlets themselves, and those of the merchants. */
    Which outletsOf(Which outlets, Which merchants) {
        return new Which(ids("""
                SELECT unnest(:outlets) UNION SELECT id FROM outlet WHERE merchant_id = ANY (:merchants)
                """, outlets, merchants, Which.NONE, Which.NONE));
    }

    /** The offers themselves, those of the merchants, those linked to the outlets, and the programs of the outlets' merchants. */
    Which offersOf(Which offers, Which merchants, Which outlets, Which merchantsOfPrograms) {
        return new Which(ids("""
                SELECT unnest(:offers)
                UNION SELECT id FROM cashback_configuration WHERE merchant_id = ANY (:merchants)
                UNION SELECT id FROM exclusive_offer WHERE merchant_id = ANY (:merchants)
                UNION SELECT id FROM loyalty_program WHERE merchant_id = ANY (:merchants) OR merchant_id = ANY (:programs)
                UNION SELECT offer_id FROM offer_outlet WHERE outlet_id = ANY (:outlets)
                """, outlets, merchants, offers, merchantsOfPrograms));
    }

    private Set<UUID> ids(String sql, Which outlets, Which merchants, Which offers, Which merchantsOfPrograms) {
        return Set.copyOf(jdbc.sql(sql)
                .param("outlets", outlets.array())
                .param("merchants", merchants.array())
                .param("offers", offers.array())
                .param("programs", merchantsOfPrograms.array())
                .query(UUID.class)
                .list());
    }

    private Map<UUID, List<Outlet>> linked(Which which, Map<UUID, Outlet> outlets) {
        return which
                .select(jdbc, "SELECT offer_id, outlet_id FROM offer_outlet %s", "offer_id")
                .query((row, n) -> new Linked(uuid(row, "offer_id"), uuid(row, "outlet_id")))
                .list()
                .stream()
                .collect(groupingBy(Linked::owner, mapping(link -> known(outlets, link.outlet()), toList())));
    }

    private Map<UUID, List<CashbackTier>> cashbackTiers(Which which) {
        return parts(
                which,
                "cashback_configuration_id",
                "SELECT cashback_configuration_id AS owner, id, name, percentage, is_active, deleted_at, review_status FROM cashback_tier %s ORDER BY percentage, id",
                row -> new CashbackTier(
                        uuid(row, "id"), row.getString("name"), row.getBigDecimal("percentage"), standing(row)));
    }

    private Map<UUID, List<LoyaltyReward>> rewards(Which which) {
        return parts(
                which,
                "loyalty_program_id",
                "SELECT loyalty_program_id AS owner, id, name, is_active, NULL AS deleted_at, review_status FROM loyalty_reward %s ORDER BY id",
                row -> new LoyaltyReward(uuid(row, "id"), row.getString("name"), standing(row)));
    }

    private List<CashbackConfiguration> cashbacks(
            Which which,
            Map<UUID, Merchant> merchants,
            Map<UUID, List<CashbackTier>> tiers,
            Map<UUID, List<Outlet>> linked) {
        return offers(
                which,
                """
                SELECT id, offer_no, merchant_id, name, start_date, end_date, is_active, deleted_at, eligible_customer_types,
                       net_cashback_budget, used_cashback_budget, review_status, created_at
                FROM cashback_configuration %s
                """,
                merchants,
                (row, merchant) -> new CashbackConfiguration(
                        uuid(row, "id"),
                        row.getInt("offer_no"),
                        row.getString("name"),
                        Objects.requireNonNull(merchant),
                        standing(row),
                        new Window(instant(row, "start_date"), instant(row, "end_date")),
                        new Budget(row.getBigDecimal("used_cashback_budget"), row.getBigDecimal("net_cashback_budget")),
                        createdAt(row),
                        audience(row),
                        tiers.getOrDefault(uuid(row, "id"), List.of()),
                        linked.getOrDefault(uuid(row, "id"), List.of())));
    }

    private List<ExclusiveOffer> exclusives(
            Which which, Map<UUID, Merchant> merchants, Map<UUID, List<Outlet>> linked) {
        return offers(
                which,
                """
                SELECT id, offer_no, merchant_id, name, description, start_date, end_date, is_active, deleted_at,
                       eligible_customer_types, net_offer_budget, used_offer_budget, review_status, created_at
                FROM exclusive_offer %s
                """,
                merchants,
                (row, merchant) -> new ExclusiveOffer(
                        uuid(row, "id"),
                        row.getInt("offer_no"),
                        row.getString("name"),
                        row.getString("description"),
                        merchant,
                        standing(row),
                        new Window(instant(row, "start_date"), instant(row, "end_date")),
                        new Budget(row.getBigDecimal("used_offer_budget"), row.getBigDecimal("net_offer_budget")),
                        createdAt(row),
                        audience(row),
                        linked.getOrDefault(uuid(row, "id"), List.of())));
    }

    private List<LoyaltyProgram> programs(
            Which which,
            Map<UUID, Merchant> merchants,
            Map<UUID, List<LoyaltyReward>> rewards,
            Supplier<Map<UUID, List<Outlet>>> ofMerchant) {
        Map<UUID, List<LoyaltyTier>> tiers = parts(
                which,
                "loyalty_program_id",
                "SELECT loyalty_program_id AS owner, id, name, min_customer_type, is_active, deleted_at, review_status FROM loyalty_tier %s ORDER BY id",
                row -> new LoyaltyTier(
                        uuid(row, "id"),
                        row.getString("name"),
                        CustomerType.parse(row.getString("min_customer_type")),
                        standing(row)));
        return offers(
                which,
                """
                SELECT id, offer_no, merchant_id, name, is_active, deleted_at, points_used_in_period, points_issued_limit,
                       review_status, created_at
                FROM loyalty_program %s
                """,
                merchants,
                (row, merchant) -> new LoyaltyProgram(
                        uuid(row, "id"),
                        row.getInt("offer_no"),
                        row.getString("name"),
                        merchant,
                        standing(row),
                        new Budget(
                                row.getBigDecimal("points_used_in_period"), row.getBigDecimal("points_issued_limit")),
                        createdAt(row),
                        tiers.getOrDefault(uuid(row, "id"), List.of()),
                        rewards.getOrDefault(uuid(row, "id"), List.of()),
                        merchant == null ? List.of() : ofMerchant.get().getOrDefault(merchant.id(), List.of())));
    }

    private interface OfferReader<T> {
        T read(ResultSet row, @Nullable Merchant merchant) throws SQLException;
    }

    /**
     * Leaves out offers whose merchant is not among {@code merchants}: outside one database snapshot, a merchant and its offers
     * may be committed between two statements. The log has them, so whoever reads without a snapshot will be back for them.
     */
    private <T> List<T> offers(Which which, String sql, Map<UUID, Merchant> merchants, OfferReader<T> reader) {
        var offers = new ArrayList<T>();
        which.select(jdbc, sql, "id").query(row -> {
            UUID merchant = row.getObject("merchant_id", UUID.class);
            if (merchant == null || merchants.containsKey(merchant)) {
                offers.add(reader.read(row, merchant == null ? null : merchants.get(merchant)));
            }
        });
        return offers;
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> Map<UUID, List<T>> parts(Which which, String owner, String sql, RowReader<T> reader) {
        return which
                .select(jdbc, sql, owner)
                .query((row, n) -> new Part<>(uuid(row, "owner"), reader.read(row)))
                .list()
                .stream()
                .collect(groupingBy(Part::owner, mapping(Part::part, toList())));
    }

    private static <T> T known(Map<UUID, T> things, UUID id) {
        T thing = things.get(id);
        if (thing == null) {
            throw new IllegalStateException("%s is referred to, but not in the same snapshot".formatted(id));
        }
        return thing;
    }
}
