package io.eligo.removal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Says which transactions prevented a lock. */
final class LockHolders {
    private static final String QUERY = InventoryReader.readSql("lock-holders.sql");

    // Lock timeout, deadlock.
    private static final Set<String> LOCK_FAILURES = Set.of("55P03", "40P01");

    private LockHolders() {}

    static boolean isLockFailure(DataAccessException e) {
        return e.getRootCause() instanceof SQLException sql
                && LOCK_FAILURES.contains(String.valueOf(sql.getSQLState()));
    }

    /** To be called after the failed transaction has been rolled back. */
    static String describe(JdbcClient jdbc, List<String> tables) {
        List<String> holders = jdbc.sql(QUERY)
                .param("tables", tables.toArray(String[]::new))
                .query((row, n) -> describe(row))
                .list();
        return holders.isEmpty()
                ? "transactions that have ended by now"
                : holders.stream().collect(Collectors.joining("; "));
    }

    private static String describe(ResultSet row) throws SQLException {
        String tables = row.getString("tables");
        int process = row.getInt("pid");
        if (row.wasNull()) {
            return String.format(Locale.ROOT, "a prepared transaction (pg_prepared_xacts) holds %s", tables);
        }
        return String.format(
                Locale.ROOT,
                "process %d of user %s (%s, %s, %s, transaction open for %s, last statement: %s) holds %s",
                process,
                row.getString("usename"),
                row.getString("application_name"),
                row.getString("client"),
                row.getString("state"),
                row.getString("age"),
                row.getString("query"),
                tables);
    }
}
