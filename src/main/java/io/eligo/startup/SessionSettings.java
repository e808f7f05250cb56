package io.eligo.startup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a PostgreSQL session of this user in this database: those of server, database, role and URL combined.
 *
 * @param standby whether the server is a standby, which only follows another server
 * @param schema where tables are created and looked up; null if no schema of {@code searchPath} exists
 * @param transactionTimeout in milliseconds; 0 for none
 * @param statementTimeout in milliseconds; 0 for none
 */
record SessionSettings(
        String user,
        String database,
        String encoding,
        boolean standby,
        boolean readOnly,
        @Nullable String schema,
        String searchPath,
        long transactionTimeout,
        long statementTimeout) {
    static final String QUERY = """
            SELECT current_user, current_database(), current_setting('server_encoding'), pg_is_in_recovery(),
                   current_setting('transaction_read_only')::boolean, current_schema(), current_setting('search_path'),
                   coalesce((SELECT setting::bigint FROM pg_settings WHERE name = 'transaction_timeout'), 0),
                   (SELECT setting::bigint FROM pg_settings WHERE name = 'statement_timeout')
            """;

    // A migration takes seconds, and so does a job's chunk that waits for locks.
    private static final long MIN_TIMEOUT_MILLIS = 10_000;

    static SessionSettings of(ResultSet row) throws SQLException {
        return new SessionSettings(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                row.getLong(9));
    }

    /** @throws StartupFailure if the application cannot work in such a session */
    void check(JdbcAddress address) {
        String at = "PostgreSQL at " + address.server();
        if (!encoding.equals("UTF8")) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "%s: the database '%s' has the encoding %s; Eligo needs UTF8.",
                            at,
                            database,
                            encoding),
                    "Create one: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0.");
        }
        if (standby) {
            throw new StartupFailure(
                    String.format(Locale.ROOT, "%s is a standby, which is read-only; Eligo writes.", at),
                    "Name the primary in SPRING_DATASOURCE_URL.");
        }
        if (readOnly) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "%s begins transactions of the user '%s' in the database '%s' read-only; Eligo writes.",
                            at,
                            user,
                            database),
                    "Set default_transaction_read_only to off, for the server, the database or the user.");
        }
        if (schema == null) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "%s: the database '%s' has no schema of those in search_path (%s).",
                            at,
                            database,
                            searchPath),
                    String.format(
                            Locale.ROOT,
                            "Create it: CREATE SCHEMA name AUTHORIZATION \"%s\"; or name another one by currentSchema in SPRING_DATASOURCE_URL.",
                            user));
        }
        requireLongEnough(at, "transaction_timeout", transactionTimeout);
        requireLongEnough(at, "statement_timeout", statementTimeout);
    }

    private void requireLongEnough(String at, String setting, long millis) {
        if (millis != 0 && millis < MIN_TIMEOUT_MILLIS) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "%s: %s is %d ms for the user '%s'; Eligo needs none, or at least %d ms.",
                            at,
                            setting,
                            millis,
                            user,
                            MIN_TIMEOUT_MILLIS),
                    String.format(Locale.ROOT, "For the user: ALTER ROLE \"%s\" SET %s = 0.", user, setting));
        }
    }
}
