package io.eligo.changes;

import io.eligo.catalog.OfferPart;
import io.eligo.catalog.OfferTerms;
import io.eligo.graphql.Refused;
import io.eligo.rules.Audience;
import io.eligo.rules.OfferType;
import io.eligo.rules.ReviewStatus;
import io.eligo.rules.Window;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the terms of an offer: what was given, and for the rest what there is. */
record Terms(Given given, OfferTerms present) {
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

    /** @throws Refused also for a field that offers of this type do not have */
    static OfferTerms changed(OfferType type, Given given, OfferTerms present) {
        var terms = new Terms(given, present);
        given.allow(
                switch (type) {
                    case CASHBACK -> CASHBACK;
                    case EXCLUSIVE -> EXCLUSIVE;
                    case LOYALTY -> LOYALTY;
                },
                field -> String.format(Locale.ROOT, "an offer of type %s has none", type));
        return switch (type) {
            case CASHBACK -> terms.cashback(CASHBACK_TIERS);
            case EXCLUSIVE -> terms.exclusive();
            case LOYALTY -> terms.loyalty(LOYALTY_TIERS);
        };
    }

    static OfferTerms created(OfferType type, Given given) {
        var terms = new Terms(given, OfferTerms.NONE);
        return switch (type) {
            case CASHBACK -> terms.cashback(TIERS);
            case EXCLUSIVE -> terms.exclusive();
            case LOYALTY -> terms.loyalty(TIERS);
        };
    }

    /** The field of the input behind a component of {@link OfferTerms} that the tables refuse, or behind one of a list. */
    static String fieldOf(String component, Given given) {
        if (component.startsWith(TIERS)) {
            return Stream.of(TIERS, CASHBACK_TIERS, LOYALTY_TIERS)
                            .filter(given::has)
                            .findFirst()
                            .orElseThrow()
                    + component.substring(TIERS.length());
        }
        // The outlets were right until the merchant was changed.
        return component.startsWith("outletIds") && !given.has("outletIds") ? "merchantId" : component;
    }

    private OfferTerms cashback(String tiers) {
        return targeted(
                merchant(),
                null,
                given.nullable("validFrom", Values::instant, present.validFrom()),
                given.nullable("validUntil", Values::instant, present.validUntil()),
                given.list(tiers, Parts::cashbackTier, present.tiers()));
    }

    private OfferTerms exclusive() {
        return targeted(
                given.nullable("merchantId", Values::id, present.merchantId()),
                given.nullable("description", Values::text, present.description()),
                given.value("validFrom", Values::instant, present.validFrom()),
                given.value("validUntil", Values::instant, present.validUntil()),
                List.of());
    }

    private OfferTerms targeted(
            @Nullable UUID merchant,
            @Nullable String description,
            @Nullable Instant from,
            @Nullable Instant until,
            List<OfferPart> tiers) {
        List<String> audience = given.list("audience", Terms::audienceWord, present.audience()).stream()
                .distinct()
                .toList();
        checkWindow(from, until);
        checkAudience(merchant, audience);
        return new OfferTerms(
                merchant,
                name(),
                description,
                from,
                until,
                audience,
                given.value("netBudget", Values::amount, present.limit()),
                active(),
                review(),
                given.list("outletIds", Values::id, present.outletIds()),
                tiers,
                List.of());
    }

    private OfferTerms loyalty(String tiers) {
        return new OfferTerms(
                merchant(),
                name(),
                null,
                null,
                null,
                List.of(),
                given.nullable("pointsLimit", Values::amount, present.limit()),
                active(),
                review(),
                List.of(),
                given.list(tiers, Parts::loyaltyTier, present.tiers()),
                given.list("rewards", Parts::reward, present.rewards()));
    }

    // Nobody may take a merchant away, but a program may have lost its own by other ways and is to be changed still.
    private @Nullable UUID merchant() {
        return given.has("merchantId")
                ? given.value("merchantId", Values::id, present.merchantId())
                : present.merchantId();
    }

    private String name() {
        return given.value("name", Values::text, present.name());
    }

    private boolean active() {
        return given.value("isActive", Values::flag, present.active());
    }

    private @Nullable ReviewStatus review() {
        return given.nullable("reviewStatus", Values::review, present.review());
    }

    private static String audienceWord(String argument, Object word) {
        return Values.word(argument, word, Audience::spelled);
    }

    private void checkWindow(@Nullable Instant from, @Nullable Instant until) {
        if (!given.has("validFrom") && !given.has("validUntil")) {
            return;
        }
        try {
            new Window(from, until);
        } catch (IllegalArgumentException e) {
            throw Refused.badArgument(
                    given.argument(given.has("validUntil") ? "validUntil" : "validFrom"),
                    String.valueOf(e.getMessage()));
        }
    }

    private void checkAudience(@Nullable UUID merchant, List<String> audience) {
        if (merchant == null && !Audience.of(audience).fitsPlatformWide()) {
            throw Refused.badArgument(
                    given.argument(given.has("audience") ? "audience" : "merchantId"),
                    "an offer without merchant is for everybody or nobody, so its audience is empty or contains "
                            + Audience.ALL);
        }
    }
}
