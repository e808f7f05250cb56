package io.eligo.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.eligo.legacy.LegacyOffer.LegacyMerchant;
import io.eligo.legacy.LegacyOffer.LegacyOutlet;
import io.eligo.legacy.LegacyOffer.LegacyReward;
import io.eligo.legacy.LegacyOffer.LegacyTier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Computes feeds from the source tables: at each read, in one statement. */
@Component
public class QueryTimeResolver {
    private static final String FEED = readSql("sql/legacy/feed.sql");

    // PostgreSQL computes no outlets, tiers and rewards for it, and none reach this process.
    private static final String COUNT = "SELECT count(*) FROM (" + FEED + ") AS feed";

    // The range of PostgreSQL's timestamps in whole years.
    private static final int MIN_YEAR = -4_711;
    private static final int MAX_YEAR = 294_275;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<LegacyOutlet>> OUTLETS = new TypeReference<>() {};
    private static final TypeReference<List<LegacyTier>> TIERS = new TypeReference<>() {};
    private static final TypeReference<List<LegacyReward>> REWARDS = new TypeReference<>() {};

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
        return find(user, null, filter, page, now);
    }

    /** The offer with this id as the user sees it; empty if the filtered feed of the user does not contain it. */
    public Optional<LegacyOffer> findOffer(UUID user, UUID offer, LegacyFilter filter, Instant now) {
        return find(user, offer, filter, LegacyPageRequest.ALL, now).stream().findFirst();
    }

    /** The number of offers in the filtered feed of the user. */
    public int countFeed(UUID user, LegacyFilter filter, Instant now) {
        return canMatch(filter)
                ? statement(COUNT, user, null, filter, LegacyPageRequest.ALL, now)
                        .query(Integer.class)
                        .single()
                : 0;
    }

    private List<LegacyOffer> find(
            UUID user, @Nullable UUID offer, LegacyFilter filter, LegacyPageRequest page, Instant now) {
        return canMatch(filter)
                ? statement(FEED, user, offer, filter, page, now)
                        .query(QueryTimeResolver::mapOffer)
                        .list()
                : List.of();
    }

    private JdbcClient.StatementSpec statement(
            String sql, UUID user, @Nullable UUID offer, LegacyFilter filter, LegacyPageRequest page, Instant now) {
        LegacyFeedKey after = page.after();
        LegacyFeedKey before = page.before();
        return jdbc.sql(sql)
                .param("user", user)
                .param("now", now.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .param("offer_id", offer)
                .param("offer_type", filter.offerType())
                .param("merchant_id", filter.merchantId())
                .param("outlet_id", filter.outletId())
                .param("category", filter.category())
                .param("min_percentage", filter.minPercentage())
                .param("max_percentage", filter.maxPercentage())
                .param("search", stripped(filter.search()))
                .param("backward", page.backward())
                .param("size", page.size())
                .param("after_at", timestamp(after))
                .param("after_id", after == null ? null : after.id())
                .param("before_at", timestamp(before))
                .param("before_id", before == null ? null : before.id());
    }

    private static boolean canMatch(LegacyFilter filter) {
        return isStorable(filter.category()) && isStorable(stripped(filter.search()));
    }

    private static String stripped(@Nullable String search) {
        return Objects.requireNonNullElse(search, "").strip();
    }

    /** A caller can make a cursor of any instant; PostgreSQL refuses what its timestamps cannot hold, and no offer is there. */
    private static @Nullable OffsetDateTime timestamp(@Nullable LegacyFeedKey key) {
        if (key == null) {
            return null;
        }
        OffsetDateTime at = key.at().atOffset(ZoneOffset.UTC);
        if (at.getYear() < MIN_YEAR) {
            return OffsetDateTime.of(MIN_YEAR, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        }
        return at.getYear() > MAX_YEAR ? OffsetDateTime.of(MAX_YEAR, 12, 31, 0, 0, 0, 0, ZoneOffset.UTC) : at;
    }

    /**
     * No row contains U+0000 or lone surrogates, because PostgreSQL cannot store them. As parameters they would fail or
     * be replaced.
     */
    private static boolean isStorable(@Nullable String text) {
        return text == null || text.indexOf(0) < 0 && UTF_8.newEncoder().canEncode(text);
    }

    private static LegacyOffer mapOffer(ResultSet row, int n) throws SQLException {
        return new LegacyOffer(
                row.getString("offer_type"),
                new LegacyFeedKey(Objects.requireNonNull(instant(row, "at")), row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("description"),
                merchant(row),
                instant(row, "start_date"),
                instant(row, "end_date"),
                parts(row, "outlets", OUTLETS),
                parts(row, "tiers", TIERS),
                parts(row, "rewards", REWARDS));
    }

    private static @Nullable LegacyMerchant merchant(ResultSet row) throws SQLException {
        UUID id = row.getObject("merchant_id", UUID.class);
        return id == null ? null : new LegacyMerchant(id, row.getString("business_name"), row.getString("category"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static <T> List<T> parts(ResultSet row, String column, TypeReference<List<T>> type) throws SQLException {
        String array = row.getString(column);
        return array == null ? List.of() : JSON.readValue(array, type);
    }

    private static String readSql(String file) {
        try {
            return new ClassPathResource(file).getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
