package io.eligo.feed.visible;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.OfferSelection;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.TextFolding;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A filter of offers: an offer matches if it meets every condition that is not null. The filter does not shorten the outlets of
 * an offer.
 *
 * @param search as the caller sent it; blank for none
 */
public record OfferFilter(
        @Nullable OfferType type,
        @Nullable UUID merchant,
        @Nullable UUID outlet,
        @Nullable String category,
        @Nullable BigDecimal minPercentage,
        @Nullable BigDecimal maxPercentage,
        String search) {
    public static final OfferFilter MATCH_ALL = of(null);

    private static final int MAX_SEARCH_LENGTH = 100;

    /**
     * Parses the argument {@code filter}; null matches every offer.
     *
     * @throws ClientError naming the field that is invalid
     */
    public static OfferFilter of(@Nullable Map<String, @Nullable Object> written) {
        var filterArguments = new FilterArguments(written == null ? Map.of() : written);
        var filter = new OfferFilter(
                filterArguments.type(),
                filterArguments.id("merchantId"),
                filterArguments.id("outletId"),
                filterArguments.text("category"),
                filterArguments.decimal("minPercentage"),
                filterArguments.decimal("maxPercentage"),
                filterArguments.search());
        if (filter.minPercentage != null
                && filter.maxPercentage != null
                && filter.minPercentage.compareTo(filter.maxPercentage) > 0) {
            throw ClientError.badArgument("filter.minPercentage", "more than filter.maxPercentage");
        }
        return filter;
    }

    public OfferSelection select(CatalogSnapshot catalog) {
        OfferSelection selection = catalog.all();
        selection = type == null ? selection : selection.withType(type);
        selection = merchant == null ? selection : selection.withMerchant(merchant);
        selection = outlet == null ? selection : selection.withOutlet(outlet);
        selection = category == null ? selection : selection.withCategory(category);
        selection = minPercentage == null && maxPercentage == null
                ? selection
                : selection.withPercentageBetween(minPercentage, maxPercentage);
        String searchText = TextFolding.fold(search.strip());
        return searchText.isEmpty() ? selection : selection.withText(searchText);
    }

    private record FilterArguments(Map<String, @Nullable Object> written) {
        @Nullable
        OfferType type() {
            String name = text("offerType");
            return name == null ? null : OfferType.valueOf(name);
        }

        @Nullable
        UUID id(String field) {
            String id = text(field);
            return id == null ? null : Ids.parse("filter." + field, id);
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
            if (search.codePointCount(0, search.length()) > MAX_SEARCH_LENGTH) {
                throw ClientError.badArgument(
                        "filter.search", String.format(Locale.ROOT, "at most %d characters", MAX_SEARCH_LENGTH));
            }
            return search;
        }
    }
}
