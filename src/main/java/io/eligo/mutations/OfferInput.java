package io.eligo.mutations;

import io.eligo.api.ClientError;
import io.eligo.catalog.editing.OfferValues;
import io.eligo.catalog.editing.TierOrRewardTerms;
import io.eligo.rules.Audience;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the terms of an offer: the given fields, and the current value of the others. */
record OfferInput(InputFields inputFields, OfferValues current) {
    private static final String TIERS = "tiers";
    private static final String CASHBACK_TIERS = "cashbackTiers";
    private static final String LOYALTY_TIERS = "loyaltyTiers";

    private static final Set<String> CASHBACK = Set.of(
            "merchantId",
            "name",
            "validFrom",
            "validUntil",
            "audience",
            "netBudget",
            "isActive",
            "reviewStatus",
            "outletIds",
            CASHBACK_TIERS);
    private static final Set<String> EXCLUSIVE = Set.of(
            "merchantId",
            "name",
            "description",
            "validFrom",
            "validUntil",
            "audience",
            "netBudget",
            "isActive",
            "reviewStatus",
            "outletIds");
    private static final Set<String> LOYALTY =
            Set.of("merchantId", "name", "pointsLimit", "isActive", "reviewStatus", LOYALTY_TIERS, "rewards");

    /** @throws ClientError also for a field that offers of this type do not have */
    static OfferValues readUpdate(OfferType type, InputFields inputFields, OfferValues present) {
        var offerInput = new OfferInput(inputFields, present);
        inputFields.rejectUnknownFields(
                switch (type) {
                    case CASHBACK -> CASHBACK;
                    case EXCLUSIVE -> EXCLUSIVE;
                    case LOYALTY -> LOYALTY;
                },
                field -> String.format(Locale.ROOT, "an offer of type %s does not have this field", type));
        return switch (type) {
            case CASHBACK -> offerInput.cashback(CASHBACK_TIERS);
            case EXCLUSIVE -> offerInput.exclusive();
            case LOYALTY -> offerInput.loyalty(LOYALTY_TIERS);
        };
    }

    static OfferValues readNew(OfferType type, InputFields inputFields) {
        var offerInput = new OfferInput(inputFields, OfferValues.EMPTY);
        return switch (type) {
            case CASHBACK -> offerInput.cashback(TIERS);
            case EXCLUSIVE -> offerInput.exclusive();
            case LOYALTY -> offerInput.loyalty(TIERS);
        };
    }

    /** The input field of a component of {@link OfferValues}, or of one element of a list, that the tables reject. */
    static String inputFieldFor(String component, InputFields inputFields) {
        if (component.startsWith(TIERS)) {
            return Stream.of(TIERS, CASHBACK_TIERS, LOYALTY_TIERS)
                            .filter(inputFields::contains)
                            .findFirst()
                            .orElseThrow()
                    + component.substring(TIERS.length());
        }
        // The outlets were valid until the merchant was changed.
        return component.startsWith("outletIds") && !inputFields.contains("outletIds") ? "merchantId" : component;
    }

    private OfferValues cashback(String tiers) {
        return withAudience(
                merchant(),
                null,
                inputFields.nullable("validFrom", InputValues::instant, current.validFrom()),
                inputFields.nullable("validUntil", InputValues::instant, current.validUntil()),
                inputFields.list(tiers, OfferPartInput::cashbackTier, current.tiers()));
    }

    private OfferValues exclusive() {
        return withAudience(
                inputFields.nullable("merchantId", InputValues::id, current.merchantId()),
                inputFields.nullable("description", InputValues::text, current.description()),
                inputFields.nonNull("validFrom", InputValues::instant, current.validFrom()),
                inputFields.nonNull("validUntil", InputValues::instant, current.validUntil()),
                List.of());
    }

    private OfferValues withAudience(
            @Nullable UUID merchant,
            @Nullable String description,
            @Nullable Instant from,
            @Nullable Instant until,
            List<TierOrRewardTerms> tiers) {
        List<String> audience = inputFields.list("audience", OfferInput::parseAudience, current.audience()).stream()
                .distinct()
                .toList();
        checkWindow(from, until);
        checkAudience(merchant, audience);
        return new OfferValues(
                merchant,
                name(),
                description,
                from,
                until,
                audience,
                inputFields.nonNull("netBudget", InputValues::amount, current.limit()),
                active(),
                review(),
                inputFields.list("outletIds", InputValues::id, current.outletIds()),
                tiers,
                List.of());
    }

    private OfferValues loyalty(String tiers) {
        return new OfferValues(
                merchant(),
                name(),
                null,
                null,
                null,
                List.of(),
                inputFields.nullable("pointsLimit", InputValues::amount, current.limit()),
                active(),
                review(),
                List.of(),
                inputFields.list(tiers, OfferPartInput::loyaltyTier, current.tiers()),
                inputFields.list("rewards", OfferPartInput::reward, current.rewards()));
    }

    // The merchant cannot be removed. A program may have lost its merchant outside this mutation and must
    // remain editable.
    private @Nullable UUID merchant() {
        return inputFields.contains("merchantId")
                ? inputFields.nonNull("merchantId", InputValues::id, current.merchantId())
                : current.merchantId();
    }

    private String name() {
        return inputFields.nonNull("name", InputValues::text, current.name());
    }

    private boolean active() {
        return inputFields.nonNull("isActive", InputValues::flag, current.active());
    }

    private @Nullable ReviewStatus review() {
        return inputFields.nullable("reviewStatus", InputValues::reviewStatus, current.review());
    }

    private static String parseAudience(String argument, Object word) {
        return InputValues.parseEnum(argument, word, Audience::canonicalSpelling);
    }

    private void checkWindow(@Nullable Instant from, @Nullable Instant until) {
        if (!inputFields.contains("validFrom") && !inputFields.contains("validUntil")) {
            return;
        }
        try {
            new Window(from, until);
        } catch (IllegalArgumentException e) {
            throw ClientError.badArgument(
                    inputFields.argumentPath(inputFields.contains("validUntil") ? "validUntil" : "validFrom"),
                    String.valueOf(e.getMessage()));
        }
    }

    private void checkAudience(@Nullable UUID merchant, List<String> audience) {
        if (merchant == null && !Audience.of(audience).isValidPlatformWide()) {
            throw ClientError.badArgument(
                    inputFields.argumentPath(inputFields.contains("audience") ? "audience" : "merchantId"),
                    "the audience of a platform-wide offer must be empty or contain " + Audience.ALL);
        }
    }
}
