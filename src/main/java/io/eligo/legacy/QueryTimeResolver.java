package io.eligo.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Computes feeds as in the original design: at each read, in one statement. */
@Component
public class QueryTimeResolver {
    private static final String FEED = readSql("sql/legacy/feed.sql");

    private final JdbcClient jdbc;

    QueryTimeResolver(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The offers of one page, in the order of the feed for both directions. It does not report whether there are more offers:
     * request one more.
     *
     * @param user any id, known or not
     * @param now truncated to microseconds here
     */
    public List<LegacyOffer> findFeed(UUID user, LegacyFilter filter, LegacyPageRequest page, Instant now) {
        String search = Objects.requireNonNullElse(filter.search(), "").strip();
        if (!isStorable(filter.category()) || !isStorable(search)) {
            return List.of();
        }
        LegacyFeedKey after = page.after();
        LegacyFeedKey before = page.before();
        return jdbc.sql(FEED)
                .param("user", user)
                .param("now", now.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .param("offer_type", filter.offerType())
                .param("merchant_id", filter.merchantId())
                .param("outlet_id", filter.outletId())
                .param("category", filter.category())
                .param("min_percentage", filter.minPercentage())
                .param("max_percentage", filter.maxPercentage())
                .param("search", search)
                .param("backward", page.backward())
                .param("size", page.size())
                .param("after_at", after == null ? null : after.at().atOffset(ZoneOffset.UTC))
                .param("after_id", after == null ? null : after.id())
                .param("before_at", before == null ? null : before.at().atOffset(ZoneOffset.UTC))
                .param("before_id", before == null ? null : before.id())
                .query(QueryTimeResolver::mapOffer)
                .list();
    }

    /**
     * No row contains U+0000 or lone surrogates, because PostgreSQL cannot store them. As parameters they would fail or
     * be replaced.
     */
    private static boolean isStorable(@Nullable String text) {
        return text == null || text.indexOf(0) < 0 && UTF_8.newEncoder().canEncode(text);
    }

    private static LegacyOffer mapOffer(ResultSet row, int n) throws SQLException {
        Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
        return new LegacyOffer(
                row.getString("offer_type"),
                new LegacyFeedKey(at, row.getObject("id", UUID.class)),
                ids(row, "outlets"),
                Set.copyOf(ids(row, "tiers")),
                Set.copyOf(ids(row, "rewards")));
    }

    private static List<UUID> ids(ResultSet row, String column) throws SQLException {
        Array ids = row.getArray(column);
        return ids == null ? List.of() : List.of((UUID[]) ids.getArray());
    }

    private static String readSql(String file) {
        try {
            return new ClassPathResource(file).getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
