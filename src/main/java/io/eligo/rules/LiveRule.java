package io.eligo.rules;

import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The conditions that make an offer live at an instant, independent of the user. The list is that of docs/rules.md. */
enum LiveRule {
    ACTIVE(
            "The offer is switched on",
            "switch it on",
            (offer, now) -> reasonUnless(offer.publicationStatus().active(), "it is switched off")),
    NOT_DELETED(
            "The offer is not deleted",
            "nothing: make another one",
            (offer, now) -> reasonUnless(!offer.publicationStatus().deleted(), "it is deleted")),
    APPROVED(
            "Its review is Approved",
            "have it reviewed and approved",
            (offer, now) -> reasonUnless(
                    offer.publicationStatus().review() == ReviewStatus.APPROVED,
                    "its review is " + describeReview(offer.publicationStatus().review()))),
    MERCHANT_ACTIVE("Its merchant takes part", "make its merchant Active", (offer, now) -> checkMerchantActive(offer)),
    IN_WINDOW(
            "Its window is open",
            "wait for its window, or move it",
            (offer, now) -> reasonUnless(
                    offer.window().contains(now),
                    String.format(Locale.ROOT, "%s is outside %s", now, describeWindow(offer.window())))),
    BUDGET_LEFT(
            "There is budget left",
            "raise its budget",
            (offer, now) -> reasonUnless(
                    offer.budget().hasRemaining(),
                    String.format(
                            Locale.ROOT,
                            "%s of %s is spent",
                            offer.budget().used(),
                            offer.budget().limit()))),
    LIVE_OUTLET(
            "At least one outlet is live",
            "link an outlet of its merchant that is switched on, approved and has an approved payment point, or correct one that is linked",
            (offer, now) -> reasonUnless(!offer.liveOutlets().isEmpty(), "none of its outlets is live")),
    LIVE_PARTS(
            "It has the parts that it cannot do without",
            "switch on or approve a tier, of a loyalty program also a reward",
            (offer, now) ->
                    offer.missingParts().stream().map(RuleViolation::reason).toList());

    private static final List<LiveRule> ALL = List.of(values());
    private static final List<LiveRule> ALL_EXCEPT_WINDOW =
            ALL.stream().filter(rule -> rule != IN_WINDOW).toList();

    private final String description;
    private final String remedy;
    private final BiFunction<Offer, Instant, List<String>> check;

    LiveRule(String about, String remedy, BiFunction<Offer, Instant, List<String>> reasonsAgainst) {
        this.description = about;
        this.remedy = remedy;
        this.check = reasonsAgainst;
    }

    static Decision decide(Offer offer, Instant now) {
        return new Decision(ALL.stream()
                .flatMap(rule ->
                        rule.check.apply(offer, now).stream().map(reason -> new RuleViolation(rule.name(), reason)))
                .toList());
    }

    static List<Condition> explain(Offer offer, Instant now) {
        return ALL.stream()
                .map(rule -> new Condition(rule.name(), rule.description, rule.check.apply(offer, now), rule.remedy))
                .toList();
    }

    static boolean isLiveIgnoringWindow(Offer offer) {
        return ALL_EXCEPT_WINDOW.stream()
                .allMatch(rule -> rule.check.apply(offer, Instant.EPOCH).isEmpty());
    }

    private static List<String> checkMerchantActive(Offer offer) {
        Merchant merchant = offer.merchant();
        if (merchant == null) {
            return reasonUnless(
                    offer.type() != OfferType.LOYALTY, "a loyalty program without a merchant is never live");
        }
        return reasonUnless(
                merchant.isActive(), "its merchant is " + merchant.status().spelling());
    }

    private static List<String> reasonUnless(boolean isMet, String reason) {
        return isMet ? List.of() : List.of(reason);
    }

    private static String describeReview(@Nullable ReviewStatus review) {
        return review == null ? "absent" : review.spelling();
    }

    private static String describeWindow(Window window) {
        return String.format(
                Locale.ROOT,
                "%s to %s",
                window.from() == null ? "ever" : window.from(),
                window.until() == null ? "ever" : window.until());
    }
}
