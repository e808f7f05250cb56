package io.eligo.rules;

import io.eligo.rules.vocabulary.ReviewStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that make an offer live at an instant, independent of the user. The list is that of docs/rules.md. A
 * condition either sees the data of the offer and no clock, or is a window of time. So the catalogue decides the data once, at
 * its refresh, and a read only compares its instant with a period ({@link #livePeriod}). {@link #decide}, {@link #explain} and
 * {@link #livePeriod} evaluate the same list: the verdict at an instant, each condition with its reasons, and the period.
 */
enum LiveRule {
    ACTIVE(
            "The offer is switched on",
            "switch it on",
            onData(offer -> reasonUnless(offer.publicationStatus().active(), "it is switched off"))),
    NOT_DELETED(
            "The offer is not deleted",
            "a deleted offer cannot be restored; create a new one",
            onData(offer -> reasonUnless(!offer.publicationStatus().deleted(), "it is deleted"))),
    APPROVED(
            "Its review is Approved",
            "have it reviewed and approved",
            onData(offer -> reasonUnless(
                    offer.publicationStatus().review() == ReviewStatus.APPROVED,
                    "its review is " + describeReview(offer.publicationStatus().review())))),
    MERCHANT_ACTIVE("Its merchant is active", "make its merchant Active", onData(LiveRule::checkMerchant)),
    IN_WINDOW("Its window is open", "wait for its window, or move it", new TimeCheck(Offer::window)),
    BUDGET_LEFT(
            "There is budget left",
            "raise its budget",
            onData(offer -> reasonUnless(
                    offer.budget().hasRemaining(),
                    String.format(
                            Locale.ROOT,
                            "%s of %s is spent",
                            offer.budget().used(),
                            offer.budget().limit())))),
    LIVE_OUTLET(
            "At least one outlet is live",
            "link an outlet of its merchant that is switched on, approved and has an approved payment point, or correct one that is linked",
            onData(offer -> reasonUnless(!offer.liveOutlets().isEmpty(), "none of its outlets is live"))),
    LIVE_PARTS(
            "It has a live tier and, if it is a loyalty program, a live reward",
            "switch on or approve a tier, of a loyalty program also a reward",
            onData(Offer::missingParts));

    private static final List<LiveRule> ALL = List.of(values());

    private final String description;
    private final String remedy;
    private final Check check;

    LiveRule(String description, String remedy, Check check) {
        this.description = description;
        this.remedy = remedy;
        this.check = check;
    }

    private sealed interface Check permits DataCheck, TimeCheck {
        List<String> reasonsAgainst(Offer offer, Instant now);

        /** Returns the period in which the condition is met unless the data change; null if it is not met. */
        @Nullable
        Window period(Offer offer);
    }

    private record DataCheck(Function<Offer, List<String>> reasonsAgainst) implements Check {
        @Override
        public List<String> reasonsAgainst(Offer offer, Instant now) {
            return reasonsAgainst.apply(offer);
        }

        @Override
        public @Nullable Window period(Offer offer) {
            return reasonsAgainst.apply(offer).isEmpty() ? Window.ALWAYS : null;
        }
    }

    private record TimeCheck(Function<Offer, Window> window) implements Check {
        @Override
        public List<String> reasonsAgainst(Offer offer, Instant now) {
            Window open = window.apply(offer);
            return reasonUnless(
                    open.contains(now), String.format(Locale.ROOT, "%s is outside %s", now, describeWindow(open)));
        }

        @Override
        public Window period(Offer offer) {
            return window.apply(offer);
        }
    }

    static Decision decide(Offer offer, Instant now) {
        return new Decision(ALL.stream()
                .flatMap(rule -> rule.check.reasonsAgainst(offer, now).stream()
                        .map(reason -> new UnmetRule(rule.name(), reason)))
                .toList());
    }

    static List<ConditionResult> explain(Offer offer, Instant now) {
        return ALL.stream()
                .map(rule -> new ConditionResult(
                        rule.name(), rule.description, rule.check.reasonsAgainst(offer, now), rule.remedy))
                .toList();
    }

    static @Nullable Window livePeriod(Offer offer) {
        Window period = Window.ALWAYS;
        for (LiveRule rule : ALL) {
            Window rulePeriod = rule.check.period(offer);
            period = rulePeriod == null ? null : period.intersect(rulePeriod);
            if (period == null) {
                return null;
            }
        }
        return period;
    }

    private static Check onData(Function<Offer, List<String>> reasonsAgainst) {
        return new DataCheck(reasonsAgainst);
    }

    private static List<String> checkMerchant(Offer offer) {
        Merchant merchant = offer.merchant();
        if (merchant == null) {
            return reasonUnless(
                    offer.isLiveWithoutMerchant(),
                    String.format(
                            Locale.ROOT,
                            "an offer of type %s without a merchant is never live",
                            offer.type().spelling()));
        }
        String reason = merchant.reasonAgainst();
        return reason == null ? List.of() : List.of(reason);
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
                window.from() == null ? "no start" : window.from(),
                window.until() == null ? "no end" : window.until());
    }
}
