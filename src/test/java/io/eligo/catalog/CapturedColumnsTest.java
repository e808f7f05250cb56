package io.eligo.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.sqlview.EligibilityViewRepair;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every column that the catalogue or the audience index reads is one whose change the triggers notice, by a statement of
 * any client and by a replicated row alike. The columns are those in the statements that are sent, so a column that a new
 * condition reads is checked without being named here.
 */
@EligoTest
class CapturedColumnsTest {
    private static final String ROWS = """
            INSERT INTO merchant (id, business_name, status, category)
            SELECT uuid(n), 'Duka', 'Active', 'Food' FROM unnest('{1,2}'::int[]) AS n;
            INSERT INTO outlet (id, merchant_id, name, description, is_active, review_status)
            SELECT uuid(n), uuid(n), 'Moi Avenue', 'Upstairs', true, 'Approved' FROM unnest('{1,2}'::int[]) AS n;
            INSERT INTO outlet (id, merchant_id, name, is_active, review_status) VALUES (uuid(3), uuid(1), 'Other', true, 'Approved');
            INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status)
            SELECT uuid(n), uuid(n), 'till', true, 'Approved' FROM unnest('{1,2}'::int[]) AS n;
            INSERT INTO cashback_configuration (id, merchant_id, name, start_date, end_date, is_active, eligible_customer_types, net_cashback_budget, review_status)
            SELECT uuid(10 + n), uuid(n), 'Cash', '2020-01-01', '2120-01-01', true, '{New}', 100, 'Approved' FROM unnest('{1,2}'::int[]) AS n;
            INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status)
            SELECT uuid(n), uuid(10 + n), 'Five', 5, true, 'Approved' FROM unnest('{1,2}'::int[]) AS n;
            INSERT INTO exclusive_offer (id, merchant_id, name, description, start_date, end_date, is_active, eligible_customer_types, net_offer_budget, review_status)
            SELECT uuid(20 + n), uuid(n), 'Day', 'One day', '2020-01-01', '2120-01-01', true, '{New}', 100, 'Approved' FROM unnest('{1,2}'::int[]) AS n;
            INSERT INTO loyalty_program (id, merchant_id, name, is_active, points_issued_limit, review_status)
            VALUES (uuid(31), uuid(1), 'Club', true, 100, 'Approved'), (uuid(32), NULL, 'Club', true, 100, 'Approved');
            INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status)
            SELECT uuid(n), uuid(30 + n), 'Gold', 'Regular', true, 'Approved' FROM unnest('{1,2}'::int[]) AS n;
            INSERT INTO loyalty_reward (id, loyalty_program_id, name, is_active, review_status)
            SELECT uuid(n), uuid(30 + n), 'Mug', true, 'Approved' FROM unnest('{1,2}'::int[]) AS n;
            INSERT INTO offer_outlet (offer_type, offer_id, outlet_id)
            VALUES ('Cashback', uuid(11), uuid(1)), ('Exclusive', uuid(21), uuid(1));
            """.replaceAll("uuid\\(([^()]*)\\)", "lpad(($1)::text, 32, '0')::uuid");

    private static final Map<String, List<String>> OTHER_VALUES = Map.of(
            "boolean",
            List.of("NOT %s"),
            "text",
            List.of("'Suspended'", "'Rejected'", "'paybill'", "'Vip'", "'Exclusive'", "'other text'"),
            "text[]",
            List.of("'{Vip}'"),
            "numeric",
            List.of("0", "1", "1000000"),
            "timestamp with time zone",
            List.of("coalesce(%s + interval '1 s', now())"),
            "uuid",
            List.of(uuid(1), uuid(2), uuid(3), uuid(11), uuid(12), uuid(21), uuid(22), uuid(31), uuid(32)));

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    EligibilityViewRepair viewTables;

    private Map<String, Map<String, String>> types = Map.of();

    /** How a change reaches the database; a subscription's worker fires the triggers of rows only. */
    enum Client {
        STATEMENT,
        REPLICATED_ROW
    }

    private record Effects(boolean inCatalogLog, boolean inOutbox) {}

    @BeforeEach
    void liveOffersOfEachType() {
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, offer, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program, offer_outlet");
        jdbc.sql("DO $rows$ BEGIN %s END $rows$".formatted(ROWS)).update();
        types = CatalogColumns.types(jdbc);
    }

    @ParameterizedTest
    @EnumSource
    void changesOfColumnsThatTheCatalogueReadsAreInItsLog(Client client) {
        Set<String> read = CatalogColumns.readByCatalog(database);
        assertThat(read)
                .contains(
                        "merchant.status",
                        "payment_point.deleted_at",
                        "cashback_configuration.used_cashback_budget",
                        "loyalty_reward.review_status");
        assertThat(read.stream()
                        .filter(column ->
                                effectsOfOtherValues(column, client).stream().noneMatch(Effects::inCatalogLog)))
                .as("columns whose change is not in the catalogue's log")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void changesOfColumnsThatTheAudienceIndexReadsAreInTheOutbox(Client client) {
        Set<String> read = CatalogColumns.readByAudienceIndex(database);
        assertThat(read)
                .contains(
                        "cashback_configuration.eligible_customer_types",
                        "exclusive_offer.merchant_id",
                        "loyalty_tier.is_active");
        assertThat(read.stream()
                        .filter(column ->
                                effectsOfOtherValues(column, client).stream().noneMatch(Effects::inOutbox)))
                .as("columns whose change is not in the outbox")
                .isEmpty();
    }

    /** Whatever the catalogue reads, the tables of the SQL view follow. */
    @Test
    void noChangeOfAColumnLeavesTheTablesOfTheViewToBeRepaired() {
        assertThat(viewTables.repair()).isZero();
        Set<String> tables = CatalogColumns.readByCatalog(database).stream()
                .map(column -> column.substring(0, column.indexOf('.')))
                .collect(Collectors.toSet());
        types.forEach((table, columns) -> {
            if (tables.contains(table)) {
                columns.keySet().forEach(column -> effects(table + "." + column, Client.STATEMENT));
            }
        });
    }

    private List<Effects> effectsOfOtherValues(String tableAndColumn, Client client) {
        List<Effects> effects = effects(tableAndColumn, client);
        assertThat(effects)
                .as("values of this test that %s accepts", tableAndColumn)
                .isNotEmpty();
        return effects;
    }

    /** Changes the column to other values, one at a time, and rolls each change back. */
    private List<Effects> effects(String tableAndColumn, Client client) {
        String table = tableAndColumn.substring(0, tableAndColumn.indexOf('.'));
        String column = tableAndColumn.substring(table.length() + 1);
        String type = Objects.requireNonNull(types.get(table)).get(column);
        return OTHER_VALUES.getOrDefault(type, List.of()).stream()
                .flatMap(value -> tryToSet(table, column, value.formatted(column), client))
                .toList();
    }

    private Stream<Effects> tryToSet(String table, String column, String value, Client client) {
        return new TransactionTemplate(transactions).execute(status -> {
            status.setRollbackOnly();
            if (client == Client.REPLICATED_ROW) {
                actAsSubscription(table);
            }
            try {
                int changed = jdbc.sql(
                                "UPDATE %1$s SET %2$s = %3$s WHERE ctid = (SELECT min(ctid) FROM %1$s) AND %2$s IS DISTINCT FROM %3$s"
                                        .formatted(table, column, value))
                        .update();
                if (changed == 0) {
                    return Stream.empty();
                }
            } catch (DataAccessException e) {
                return Stream.empty();
            }
            var seen = new Effects(exists("catalog_change"), exists("outbox_event"));
            assertThat(viewTables.repair())
                    .as("offers and outlets to be repaired after %s.%s = %s", table, column, value)
                    .isZero();
            return Stream.of(seen);
        });
    }

    /** Whether this transaction has written to the table. */
    private boolean exists(String table) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM %s WHERE xmin = pg_current_xact_id()::xid)".formatted(table))
                .query(Boolean.class)
                .single();
    }

    private void actAsSubscription(String table) {
        List<String> ofStatements = jdbc.sql(
                        "SELECT tgname FROM pg_trigger WHERE tgrelid = ?::regclass AND NOT tgisinternal AND tgtype & 1 = 0")
                .param(table)
                .query(String.class)
                .list();
        ofStatements.forEach(trigger -> jdbc.sql("ALTER TABLE %s DISABLE TRIGGER %s".formatted(table, trigger))
                .update());
        jdbc.sql("SET LOCAL session_replication_role = replica").update();
    }

    private static String uuid(int number) {
        return "'00000000-0000-0000-0000-%012d'".formatted(number);
    }
}
