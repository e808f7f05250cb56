package io.eligo.catalog;

import io.eligo.rules.Audience;
import io.eligo.rules.ReviewStatus;
import io.eligo.rules.Standing;
import io.eligo.rules.Word;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What columns of the source tables mean to the rules. */
final class SourceRow {
    static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static Instant createdAt(ResultSet row) throws SQLException {
        return row.getObject("created_at", OffsetDateTime.class).toInstant();
    }

    static Standing standing(ResultSet row) throws SQLException {
        String review = row.getString("review_status");
        return new Standing(
                row.getBoolean("is_active"),
                row.getObject("deleted_at") != null,
                review == null ? null : Word.parse(ReviewStatus.class, review));
    }

    static Audience audience(ResultSet row) throws SQLException {
        Array words = row.getArray("eligible_customer_types");
        return Audience.of(List.of((String[]) words.getArray()));
    }

    private SourceRow() {}
}
