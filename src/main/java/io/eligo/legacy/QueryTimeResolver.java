package io.eligo.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Computes feeds from the source tables: at each read, in one statement. The memory that a page needs is bounded, however many outlets its
 * offers have.
 */
@Component
public class QueryTimeResolver {
    private static final String FEED = readSql("sql/legacy/feed.sql");
    private static final String OFFERS = FEED + readSql("sql/legacy/offers.sql");
    private static final String OUTLETS = FEED + readSql("sql/legacy/outlets.sql");
    private static final String COUNT = FEED + "SELECT count(*) FROM page";

    // Each outlet in an answer has a field at least, so that an answer with more outlets exceeds the limit of fields.
    private static final int MAX_OUTLETS = 250_000;
    private static final int MAX_TEXT_BYTES = 16 << 20;

    // The range of PostgreSQL's timestamps in whole years.
    private static final int MIN_YEAR = -4_711;
    private static final int MAX_YEAR = 294_275;

    private static final ResultSetExtractor<List<LegacyOffer>> OFFER_ROWS = LegacyRowMapper::mapOffers;

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

    /**
     * A page of the outlets of all offers in the filtered feed of the user.
     *
     * @param after the page contains only outlets after this key; null for the first page
     */
    public LegacyOutletPage findOutlets(
            UUID user, LegacyFilter filter, @Nullable LegacyOutletKey after, int size, Instant now) {
        if (!canMatch(filter)) {
            return LegacyOutletPage.EMPTY;
        }
        LegacyOutletKey key = after == null ? null : after.storable();
        return statement(OUTLETS, user, null, filter, LegacyPageRequest.ALL, now)
                .param("after_name", key == null ? null : key.foldedName())
                .param("after_outlet", key == null ? null : key.id())
                .param("outlets", size + 1)
                .query((row, n) -> LegacyRowMapper.mapOutletPage(row, size))
                .single();
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
                ? statement(OFFERS, user, offer, filter, page, now)
                        .param("max_outlets", MAX_OUTLETS)
                        .param("max_text", MAX_TEXT_BYTES)
                        .query(OFFER_ROWS)
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

    /** Without comments: pg_stat_activity shows the first kilobyte of a statement. */
    private static String readSql(String file) {
        try {
            return new ClassPathResource(file).getContentAsString(UTF_8).replaceAll("(?m)^ *--.*\\n| +--.*$", "");
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
