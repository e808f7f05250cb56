package io.eligo.exactness;

import io.eligo.grants.store.RelationPacking;
import io.eligo.rules.Audience;
import io.eligo.rules.Budget;
import io.eligo.rules.ExclusiveOffer;
import io.eligo.rules.LoyaltyProgram;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.PublicationStatus;
import io.eligo.rules.vocabulary.ReviewStatus;
import io.eligo.rules.vocabulary.UuidOrder;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Compares {@code user_grants} with the rules for every user, in one snapshot. It uses the rules and no other class of the program: it
 * reads the sources by its own SQL and evaluates the rules for every offer and customer type.
 */
public final class GrantsChecker implements AutoCloseable {
    private static final int EXAMPLES = 5;
    private static final PublicationStatus ANY_STANDING = new PublicationStatus(true, false, ReviewStatus.APPROVED);
    private static final Budget ANY_BUDGET = new Budget(BigDecimal.ZERO, BigDecimal.ONE);

    private final Connection connection;
    private final Map<UUID, Integer> merchantNos = new HashMap<>();
    private final Map<UUID, Map<CustomerType, List<Integer>>> targeted = new HashMap<>();

    /** @param examples the first differences, in words */
    public record Report(long users, long grants, long differences, List<String> examples) {}

    private record GrantsRow(UUID user, List<Integer> offerNos, List<Integer> relations) {}

    private GrantsChecker(Connection connection) {
        this.connection = connection;
    }

    public static Report check(DataSource database) {
        try (var checker = new GrantsChecker(database.getConnection())) {
            return checker.check();
        } catch (SQLException e) {
            throw new IllegalStateException("checking user_grants", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
    }

    private Report check() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        readOffers();
        long users = 0;
        long grants = 0;
        long differences = 0;
        var examples = new ArrayList<String>();
        try (ResultSet relations =
                        stream("SELECT user_id, merchant_id, type FROM customer_type ORDER BY user_id, merchant_id");
                ResultSet rows = stream("SELECT user_id, offer_nos, relations FROM user_grants ORDER BY user_id")) {
            boolean more = relations.next();
            GrantsRow stored = row(rows);
            while (more || stored != null) {
                UUID next = more ? relations.getObject(1, UUID.class) : null;
                UUID user = stored == null || (next != null && UuidOrder.compare(next, stored.user()) < 0)
                        ? Objects.requireNonNull(next)
                        : stored.user();
                GrantsRow expected = null;
                if (user.equals(next)) {
                    var offerNos = new TreeSet<Integer>();
                    var packed = new TreeSet<Integer>();
                    while (more && relations.getObject(1, UUID.class).equals(user)) {
                        expect(
                                relations.getObject(2, UUID.class),
                                CustomerType.parse(relations.getString(3)),
                                offerNos,
                                packed);
                        more = relations.next();
                    }
                    expected = new GrantsRow(user, List.copyOf(offerNos), List.copyOf(packed));
                }
                GrantsRow actual = stored != null && stored.user().equals(user) ? stored : null;
                if (actual != null) {
                    stored = row(rows);
                }
                users++;
                grants += expected == null ? 0 : expected.offerNos().size();
                if (!Objects.equals(expected, actual)) {
                    differences++;
                    if (examples.size() < EXAMPLES) {
                        examples.add("expected %s, found %s".formatted(expected, actual));
                    }
                }
            }
        }
        return new Report(users, grants, differences, examples);
    }

    private void expect(UUID merchant, CustomerType type, TreeSet<Integer> offerNos, TreeSet<Integer> packed) {
        if (type != CustomerType.NON_CUSTOMER) {
            packed.add(RelationPacking.pack(Objects.requireNonNull(merchantNos.get(merchant)), type));
            offerNos.addAll(targeted.getOrDefault(merchant, Map.of()).getOrDefault(type, List.of()));
        }
    }

    private void readOffers() throws SQLException {
        try (ResultSet row = stream("SELECT id, merchant_no FROM merchant")) {
            while (row.next()) {
                merchantNos.put(row.getObject(1, UUID.class), row.getInt(2));
            }
        }
        // Both kinds have the same rule; the kind with fewer parts represents both.
        try (ResultSet row = stream("""
                SELECT offer_no, merchant_id, eligible_customer_types FROM cashback_configuration
                UNION ALL
                SELECT offer_no, merchant_id, eligible_customer_types FROM exclusive_offer WHERE merchant_id IS NOT NULL
                """)) {
            while (row.next()) {
                Merchant merchant = merchant(row.getObject(2, UUID.class));
                add(new ExclusiveOffer(
                        new UUID(0, 0),
                        row.getInt(1),
                        "",
                        null,
                        merchant,
                        ANY_STANDING,
                        new Window(null, null),
                        ANY_BUDGET,
                        Instant.EPOCH,
                        Audience.of(List.of((String[]) row.getArray(3).getArray())),
                        List.of()));
            }
        }
        try (ResultSet row = stream("""
                SELECT p.offer_no, p.merchant_id, array_agg(t.min_customer_type) FROM loyalty_program p
                JOIN loyalty_tier t ON t.loyalty_program_id = p.id
                WHERE p.merchant_id IS NOT NULL AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved'
                GROUP BY p.id
                """)) {
            while (row.next()) {
                List<LoyaltyTier> tiers = Arrays.stream(
                                (String[]) row.getArray(3).getArray())
                        .map(minimum -> new LoyaltyTier(new UUID(0, 0), "", CustomerType.parse(minimum), ANY_STANDING))
                        .toList();
                add(new LoyaltyProgram(
                        new UUID(0, 0),
                        row.getInt(1),
                        "",
                        merchant(row.getObject(2, UUID.class)),
                        ANY_STANDING,
                        ANY_BUDGET,
                        Instant.EPOCH,
                        tiers,
                        List.of(),
                        List.of()));
            }
        }
    }

    /** Broad offers (docs/rules.md) are stored in no row, and neither are grants of non-customers. */
    private void add(Offer offer) {
        boolean allUsers = Arrays.stream(CustomerType.values())
                .allMatch(type -> offer.granted(type).isPositive());
        for (CustomerType type : CustomerType.values()) {
            if (!allUsers && offer.granted(type).isPositive()) {
                targeted.computeIfAbsent(
                                Objects.requireNonNull(offer.merchant()).id(), id -> new HashMap<>())
                        .computeIfAbsent(type, key -> new ArrayList<>())
                        .add(offer.no());
            }
        }
    }

    private static Merchant merchant(UUID id) {
        return new Merchant(id, 1, "", MerchantStatus.ACTIVE, "");
    }

    private static @Nullable GrantsRow row(ResultSet rows) throws SQLException {
        return rows.next()
                ? new GrantsRow(rows.getObject(1, UUID.class), ints(rows.getArray(2)), ints(rows.getArray(3)))
                : null;
    }

    private static List<Integer> ints(Array array) throws SQLException {
        return List.of((Integer[]) array.getArray());
    }

    private ResultSet stream(String query) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setFetchSize(10_000);
        statement.closeOnCompletion();
        return statement.executeQuery(query);
    }
}
