package io.eligo.catalog;

import io.eligo.catalog.source.AudienceTables;
import io.eligo.catalog.source.CatalogTables;
import io.eligo.catalog.source.IdSelector;
import io.eligo.catalog.source.UnreadableRow;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The columns of the source tables that the catalogue and the audience index read, as {@code table.column}, taken from the
 * statements that they send.
 */
public final class CatalogColumns {
    /** Numbers and ids that no UPDATE may change. */
    static final Set<String> IDENTITIES = Set.of("id", "merchant_no", "offer_no");

    private static final Pattern WORD = Pattern.compile("\\w+");

    public static Set<String> readByCatalog(DataSource database) {
        return columnsRead(database, jdbc -> {
            var tables = new CatalogTables(jdbc);
            var unreadable = new ArrayList<UnreadableRow>();
            var merchants = tables.merchants(IdSelector.ALL, unreadable);
            tables.offers(IdSelector.ALL, merchants, tables.outlets(IdSelector.ALL, merchants, unreadable), unreadable);
        });
    }

    public static Set<String> readByAudienceIndex(DataSource database) {
        return columnsRead(database, jdbc -> {
            var tables = new AudienceTables(jdbc);
            var unreadable = new ArrayList<UnreadableRow>();
            tables.merchantNos(IdSelector.ALL, unreadable);
            tables.targetedOffers(IdSelector.ALL, unreadable);
        });
    }

    /** The types of the columns of all tables, by table and column. */
    static Map<String, Map<String, String>> types(JdbcClient jdbc) {
        var types = new TreeMap<String, Map<String, String>>();
        jdbc.sql("""
                        SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
                        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
                        """).query(row -> {
            types.computeIfAbsent(row.getString(1), table -> new TreeMap<>()).put(row.getString(2), row.getString(3));
        });
        return types;
    }

    private static Set<String> columnsRead(DataSource database, Consumer<JdbcClient> reading) {
        var statements = new ArrayList<String>();
        reading.accept(JdbcClient.create(new RecordingDataSource(database, statements)));
        Map<String, Map<String, String>> types = types(JdbcClient.create(database));
        var columns = new TreeSet<String>();
        for (String statement : statements) {
            var words = new HashSet<>(
                    WORD.matcher(statement).results().map(MatchResult::group).toList());
            types.forEach((table, own) -> {
                if (statement.matches("(?s).*\\bFROM " + table + "\\b.*")) {
                    own.keySet().stream()
                            .filter(words::contains)
                            .filter(column -> !IDENTITIES.contains(column))
                            .map(column -> table + "." + column)
                            .forEach(columns::add);
                }
            });
        }
        return columns;
    }

    /** Notes every statement that its connections prepare. */
    private static final class RecordingDataSource extends DelegatingDataSource {
        private final List<String> statements;

        RecordingDataSource(DataSource target, List<String> statements) {
            super(target);
            this.statements = statements;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection target = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            statements.add(String.valueOf(arguments[0]));
                        }
                        try {
                            return method.invoke(target, arguments);
                        } catch (InvocationTargetException e) {
                            throw Objects.requireNonNull(e.getCause());
                        }
                    });
        }
    }

    private CatalogColumns() {}
}
