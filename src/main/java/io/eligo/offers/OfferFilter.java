package io.eligo.offers;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.Selection;
import io.eligo.graphql.Ids;
import io.eligo.graphql.Refused;
import io.eligo.rules.Folded;
import io.eligo.rules.OfferType;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which offers the caller wants to see: those that meet every condition that is not null. It does not shorten an offer's outlets.
 *
 * @param text folded; empty for none
 */
record OfferFilter(
        @Nullable OfferType type,
        @Nullable UUID merchant,
        @Nullable UUID outlet,
        @Nullable String category,
        @Nullable BigDecimal minPercentage,
        @Nullable BigDecimal maxPercentage,
        String text) {
    static final OfferFilter ALL = of(null);

    private static final int LONGEST_SEARCH = 100;

    /**
     * The filter that a caller wrote as the argument {@code filter}, or none.
     *
     * @throws Refused naming the field that makes no sense
     */
    static OfferFilter of(@Nullable Map<String, @Nullable Object> written) {
        var reader = new Reader(written == null ? Map.of() : written);
        var filter = new OfferFilter(
                reader.type(),
                reader.id("merchantId"),
                reader.id("outletId"),
                reader.text("category"),
                reader.decimal("minPercentage"),
                reader.decimal("maxPercentage"),
                reader.search());
        if (filter.minPercentage != null
                && filter.maxPercentage != null
                && filter.minPercentage.compareTo(filter.maxPercentage) > 0) {
            throw Refused.badArgument("filter.minPercentage", "more than filter.maxPercentage");
        }
        return filter;
    }

    Selection in(CatalogSnapshot catalog) {
        Selection chosen = catalog.all();
        chosen = type == null ? chosen : chosen.ofType(type);
        chosen = merchant == null ? chosen : chosen.ofMerchant(merchant);
        chosen = outlet == null ? chosen : chosen.atOutlet(outlet);
        chosen = category == null ? chosen : chosen.ofCategory(category);
        chosen = minPercentage == null && maxPercentage == null ? chosen : chosen.paying(minPercentage, maxPercentage);
        return text.isEmpty() ? chosen : chosen.mentioning(text);
    }

    private record Reader(Map<String, @Nullable Object> written) {
        @Nullable
        OfferType type() {
            String name = text("offerType");
            return name == null ? null : OfferType.valueOf(name);
        }

        @Nullable
        UUID id(String field) {
            String id = text(field);
            return id == null ? null : Ids.of("filter." + field, id);
        }

        @Nullable
        BigDecimal decimal(String field) {
            return (BigDecimal) written.get(field);
        }

        @Nullable
        String text(String field) {
            return (String) written.get(field);
        }

        String search() {
            String search = text("search");
            if (search == null) {
                return "";
            }
            if (search.codePointCount(0, search.length()) > LONGEST_SEARCH) {
                throw Refused.badArgument(
                        "filter.search", String.format(Locale.ROOT, "at most %d characters", LONGEST_SEARCH));
            }
            return Folded.of(search.strip());
        }
    }
}
