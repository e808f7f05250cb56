package io.eligo.legacy;

import io.eligo.legacy.LegacyOffer.LegacyMerchant;
import io.eligo.legacy.LegacyOffer.LegacyOutlet;
import io.eligo.legacy.LegacyOffer.LegacyReward;
import io.eligo.legacy.LegacyOffer.LegacyTier;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Maps the rows of the statements. */
final class LegacyRowMapper {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<LegacyOutlet>> OUTLETS = new TypeReference<>() {};
    private static final TypeReference<List<LegacyTier>> TIERS = new TypeReference<>() {};
    private static final TypeReference<List<LegacyReward>> REWARDS = new TypeReference<>() {};

    /** The rows of {@code offers.sql}. */
    static List<LegacyOffer> mapOffers(ResultSet rows) throws SQLException {
        var offers = new ArrayList<LegacyOffer>();
        PageOutlets outlets = null;
        while (rows.next()) {
            outlets = outlets == null ? PageOutlets.of(parts(rows, "shown", OUTLETS)) : outlets;
            offers.add(mapOffer(rows, outlets));
        }
        return offers;
    }

    /** The row of {@code outlets.sql}, which has read one outlet more than the page. */
    static LegacyOutletPage mapOutletPage(ResultSet row, int size) throws SQLException {
        List<LegacyOutlet> outlets = parts(row, "outlets", OUTLETS);
        return new LegacyOutletPage(
                outlets.subList(0, Math.min(size, outlets.size())),
                row.getBoolean("has_previous"),
                outlets.size() > size,
                row.getInt("total"));
    }

    /** The outlets of all offers of a page, in their order. */
    private record PageOutlets(List<LegacyOutlet> ordered, Map<UUID, Integer> positions) {
        static PageOutlets of(List<LegacyOutlet> ordered) {
            Map<UUID, Integer> positions = new HashMap<>();
            for (LegacyOutlet outlet : ordered) {
                positions.put(outlet.id(), positions.size());
            }
            return new PageOutlets(ordered, positions);
        }

        /** Those of one offer; null if the page has too many. */
        @Nullable
        List<LegacyOutlet> find(@Nullable Array ids) throws SQLException {
            if (ids == null || ordered.isEmpty()) {
                return null;
            }
            return Arrays.stream((UUID[]) ids.getArray())
                    .mapToInt(id -> Objects.requireNonNull(positions.get(id)))
                    .sorted()
                    .mapToObj(ordered::get)
                    .toList();
        }
    }

    private static LegacyOffer mapOffer(ResultSet row, PageOutlets outlets) throws SQLException {
        return new LegacyOffer(
                row.getString("offer_type"),
                new LegacyFeedKey(Objects.requireNonNull(instant(row, "at")), row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("description"),
                merchant(row),
                instant(row, "start_date"),
                instant(row, "end_date"),
                outlets.find(row.getArray("outlets")),
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

    private LegacyRowMapper() {}
}
