package io.eligo.catalog.source;

import io.eligo.rules.Audience;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.PublicationStatus;
import io.eligo.rules.vocabulary.ReviewStatus;
import io.eligo.rules.vocabulary.SpelledEnum;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Converts columns of the source tables into values of the rules. A value without a meaning to the rules causes an
 * exception with the reason; the tables' constraints are not relied upon to prevent it.
 */
final class SourceRow {
    /** Prevents a text from filling the memory of every node that reads it. */
    static final int MAX_TEXT_BYTES = 100_000;

    private static final int MAX_BYTES_OF_CHARACTER = 4;

    /** PostgreSQL stores numbers of 147,455 digits; arithmetic on a few of those takes seconds. */
    static final int MAX_DIGITS = 1_000;

    /** Of text with these digits before and after the point, and its sign and point. A longer value in either format has more. */
    private static final int MAX_NUMBER_BYTES = 2 * MAX_DIGITS + 2;

    // user_grants packs the merchant number and the level into one int.
    private static final int MAX_MERCHANT_NO = Integer.MAX_VALUE >> CustomerType.LEVEL_BITS;

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return requirePresent(row.getObject(column, UUID.class), column);
    }

    /**
     * Returns SQL for text columns; texts that are too long are read as null. The additional column {@code longest}
     * tells {@link #text} that a text was too long.
     */
    static String textColumns(String... columns) {
        var sql = new StringBuilder("greatest(");
        sql.append(String.join(
                ", ",
                Arrays.stream(columns)
                        .map(column -> "octet_length(" + column + ")")
                        .toList()));
        sql.append(") AS longest");
        for (String column : columns) {
            sql.append(String.format(
                    Locale.ROOT,
                    ", CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s END AS %1$s",
                    column,
                    MAX_TEXT_BYTES));
        }
        return sql.toString();
    }

    /** Returns SQL for a text column that keeps no row from being read: its beginning if it is long, an empty text if it is null. */
    static String cutTextColumn(String column) {
        return String.format(
                Locale.ROOT, "left(coalesce(%1$s, ''), %2$d) AS %1$s", column, MAX_TEXT_BYTES / MAX_BYTES_OF_CHARACTER);
    }

    /** Returns a text column of a row selected with {@link #textColumns}. */
    static String text(ResultSet row, String column) throws SQLException {
        return requirePresent(optionalText(row, column), column);
    }

    static @Nullable String optionalText(ResultSet row, String column) throws SQLException {
        int longest = row.getInt("longest");
        if (longest > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "a text has %d bytes, at most %d are read", longest, MAX_TEXT_BYTES));
        }
        return row.getString(column);
    }

    static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        if (OffsetDateTime.MAX.equals(at) || OffsetDateTime.MIN.equals(at)) {
            throw new IllegalArgumentException(column + " is infinite");
        }
        return at == null ? null : at.toInstant();
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return requirePresent(optionalInstant(row, column), column);
    }

    static BigDecimal number(ResultSet row, String column) throws SQLException {
        return requirePresent(optionalNumber(row, column), column);
    }

    static @Nullable BigDecimal optionalNumber(ResultSet row, String column) throws SQLException {
        // The bytes are counted first, because parsing 100,000 digits takes a second: a byte for each digit as text,
        // two bytes
        // for four digits in the binary format.
        byte[] bytes = row.getBytes(column);
        if (bytes != null && bytes.length > MAX_NUMBER_BYTES) {
            throw tooManyDigits(column);
        }
        // The driver throws for NaN and infinity.
        BigDecimal number = row.getBigDecimal(column);
        if (number != null && (number.scale() > MAX_DIGITS || number.precision() - number.scale() > MAX_DIGITS)) {
            throw tooManyDigits(column);
        }
        return number;
    }

    private static IllegalArgumentException tooManyDigits(String column) {
        return new IllegalArgumentException(
                String.format(Locale.ROOT, "%s has more than %d digits before or after the point", column, MAX_DIGITS));
    }

    static int merchantNo(ResultSet row) throws SQLException {
        int no = requirePresent(row.getObject("merchant_no", Integer.class), "merchant_no");
        if (no < 0 || no > MAX_MERCHANT_NO) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "merchant_no is %d, at most %d", no, MAX_MERCHANT_NO));
        }
        return no;
    }

    static PublicationStatus publicationStatus(ResultSet row) throws SQLException {
        String review = row.getString("review_status");
        return new PublicationStatus(
                row.getBoolean("is_active"),
                row.getBoolean("is_deleted"),
                review == null ? null : enumValue(review, ReviewStatus.class));
    }

    static <E extends Enum<E> & SpelledEnum> E enumValue(ResultSet row, String column, Class<E> type)
            throws SQLException {
        return enumValue(requirePresent(row.getString(column), column), type);
    }

    // The spelling must match exactly, because SQL, and so triggers and the view, distinguish case.
    private static <E extends Enum<E> & SpelledEnum> E enumValue(String text, Class<E> type) {
        E word = SpelledEnum.parse(type, text);
        if (!word.spelling().equals(text)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is spelled %s", text, word.spelling()));
        }
        return word;
    }

    static Audience audience(ResultSet row) throws SQLException {
        Array array = requirePresent(row.getArray("eligible_customer_types"), "eligible_customer_types");
        if (!(array.getArray() instanceof String[] words)) {
            throw new IllegalArgumentException("eligible_customer_types has more than one dimension");
        }
        for (String word : words) {
            String known = Audience.canonicalSpelling(requirePresent(word, "a word of eligible_customer_types"));
            if (!known.equals(word)) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is spelled %s", word, known));
            }
        }
        return Audience.of(List.of(words));
    }

    private static <T> T requirePresent(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return value;
    }

    private SourceRow() {}
}
