package io.eligo.startup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;
import liquibase.util.LiquibaseUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.StringUtils;

/**
 * Whether the changelog of this jar has been applied to a database, without running Liquibase, which needs a second to find that
 * there is nothing to do. After each run the comment on {@code databasechangelog} gets two digests: of the changelog with the version
 * of Liquibase, and of the records in the table. What Liquibase does depends on these alone, because no changeset runs always or
 * is left unrecorded, and with settings of Liquibase other than the application's own no use is made of the comment. While both
 * digests are unchanged, another run would therefore do nothing.
 *
 * <p>Not thread-safe: the caller holds the lock of migrations.
 */
final class AppliedChangelog {
    static final String FILE = "classpath:db-changelog/changelog.yaml";
    private static final String ALL_FILES = "classpath*:db-changelog/**/*.*";
    private static final Pattern RELEASE = Pattern.compile("(?m)^--changeset eligo:release-(\\S+)");
    private static final Set<String> TABLE_NAMES = Set.of("databasechangelog", "databasechangeloglock");

    // Liquibase uses the current schema, and other schemas of search_path may have a table of this name, too.
    private static final String TABLE = "SELECT to_regclass(quote_ident(current_schema()) || '.databasechangelog')";
    private static final String COMMENT =
            "SELECT obj_description(to_regclass(quote_ident(current_schema()) || '.databasechangelog'), 'pg_class')";
    private static final String RECORDS = """
            SELECT md5(string_agg(concat_ws(' ', orderexecuted, id, author, filename, md5sum, exectype), ',' ORDER BY orderexecuted, filename, id))
            FROM %s
            """;
    private static final String RELEASES =
            "SELECT id FROM %s WHERE author = 'eligo' AND id LIKE 'release-%%' ORDER BY orderexecuted";
    private static final String IS_OWNER =
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = '%s'::regclass";

    private final String changelog;
    private final Set<String> releases;

    private AppliedChangelog(String changelog, Set<String> releases) {
        this.changelog = changelog;
        this.releases = releases;
    }

    /** Reads the files of this jar; empty if Liquibase has settings by which it may do something else with them. */
    static Optional<AppliedChangelog> of(SpringLiquibase liquibase) {
        return hasOwnSettings(liquibase) ? Optional.of(read()) : Optional.empty();
    }

    private static boolean hasOwnSettings(SpringLiquibase liquibase) {
        return FILE.equals(liquibase.getChangeLog())
                && !liquibase.isDropFirst()
                && !liquibase.isClearCheckSums()
                && !liquibase.isTestRollbackOnUpdate()
                && Stream.of(liquibase.getDatabaseChangeLogTable(), liquibase.getDatabaseChangeLogLockTable())
                        .allMatch(table -> table == null || TABLE_NAMES.contains(table.toLowerCase(Locale.ROOT)))
                && Stream.of(
                                liquibase.getContexts(),
                                liquibase.getLabelFilter(),
                                liquibase.getTag(),
                                liquibase.getDefaultSchema(),
                                liquibase.getLiquibaseSchema(),
                                liquibase.getLiquibaseTablespace())
                        .noneMatch(StringUtils::hasText);
    }

    private static AppliedChangelog read() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(LiquibaseUtil.getBuildVersion().getBytes(UTF_8));
            var releases = new HashSet<String>();
            for (Resource file : files()) {
                byte[] bytes = bytes(file);
                digest.update((name(file) + '\n' + bytes.length + '\n').getBytes(UTF_8));
                digest.update(bytes);
                if (name(file).endsWith("/releases.sql")) {
                    RELEASE.matcher(new String(bytes, UTF_8)).results().forEach(match -> releases.add(match.group(1)));
                }
            }
            return new AppliedChangelog(HexFormat.of().formatHex(digest.digest()), releases);
        } catch (IOException e) {
            throw new UncheckedIOException("db-changelog cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Resource> files() throws IOException {
        return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(ALL_FILES))
                .sorted(Comparator.comparing(AppliedChangelog::name))
                .toList();
    }

    /** From the folder on: the digest does not depend on where the jar is. */
    private static String name(Resource file) {
        try {
            String url = file.getURL().toString();
            return url.substring(url.lastIndexOf("db-changelog/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Resource file) throws IOException {
        try (InputStream in = file.getInputStream()) {
            return in.readAllBytes();
        }
    }

    /** The releases that have migrated this database and are not known to this jar: it is older than they are. */
    List<String> unknownReleases(Statement statement) throws SQLException {
        String table = text(statement, TABLE);
        if (table == null) {
            return List.of();
        }
        try (ResultSet row = statement.executeQuery(String.format(Locale.ROOT, RELEASES, table))) {
            Stream.Builder<String> found = Stream.builder();
            while (row.next()) {
                found.add(row.getString(1).substring("release-".length()));
            }
            return found.build().filter(release -> !releases.contains(release)).toList();
        }
    }

    /** Whether another run of Liquibase would do nothing. */
    boolean isApplied(Statement statement) throws SQLException {
        String table = text(statement, TABLE);
        return table != null && digests(statement, table).equals(text(statement, COMMENT));
    }

    /** Records that Liquibase has run. Without effect if the table belongs to another user: then Liquibase runs at each start. */
    void record(Statement statement) throws SQLException {
        String table = text(statement, TABLE);
        if (table != null
                && "t".equals(text(statement, String.format(Locale.ROOT, IS_OWNER, table.replace("'", "''"))))) {
            statement.execute(
                    String.format(Locale.ROOT, "COMMENT ON TABLE %s IS '%s'", table, digests(statement, table)));
        }
    }

    private String digests(Statement statement, String table) throws SQLException {
        return String.format(
                Locale.ROOT,
                "Changelog %s applied, records %s",
                changelog,
                text(statement, String.format(Locale.ROOT, RECORDS, table)));
    }

    private static @Nullable String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
