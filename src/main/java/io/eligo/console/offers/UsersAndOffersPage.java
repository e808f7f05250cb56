package io.eligo.console.offers;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.console.ConsolePage;
import io.eligo.console.access.ConsolePaths;
import io.eligo.customers.CustomerReader;
import io.eligo.feed.FeedInspector;
import io.eligo.feed.FeedInspector.OfferAudience;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.security.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Explains the eligibility of a user for an offer, and shows the audience of an offer and the feed of a user. */
@ConsolePage
class UsersAndOffersPage {
    private static final int FEED_PAGE_SIZE = 25;
    private static final int MAX_RESULTS = 20;
    private static final int MAX_SEARCH_LENGTH = 100;

    private final FeedInspector feedInspector;
    private final OfferSearch offerSearch;
    private final CustomerReader customerReader;

    UsersAndOffersPage(FeedInspector feedInspector, OfferSearch offerSearch, CustomerReader customerReader) {
        this.feedInspector = feedInspector;
        this.offerSearch = offerSearch;
        this.customerReader = customerReader;
    }

    /**
     * Number of a merchant's customers of one type.
     *
     * @param reached whether the offer is for this type
     * @param users null for non-customers, which are not counted
     */
    record CustomerTypeCount(
            CustomerType type, boolean reached, @Nullable Long users) {}

    /** @param offer an offer id, or words of an offer name */
    @GetMapping(ConsolePaths.HOME + "/offers")
    String search(
            @RequestParam(defaultValue = "") String user,
            @RequestParam(defaultValue = "") String offer,
            @RequestParam(required = false) @Nullable String after,
            Authentication caller,
            Model model) {
        String userText = user.strip();
        String offerText = offer.strip();
        model.addAttribute("user", userText);
        model.addAttribute("offer", offerText);
        UUID userId = userText.isEmpty() ? null : requireReadableUser(userText, caller);
        UUID offerId = Ids.parseOrNull(offerText);
        if (offerId != null) {
            addOffer(userId, offerId, model);
        } else if (!offerText.isEmpty()) {
            model.addAttribute("matches", offerSearch.search(requireShortText(offerText), MAX_RESULTS));
        }
        if (userId != null) {
            model.addAttribute(
                    "merchantCount",
                    customerReader.findByIds(List.of(userId)).stream()
                            .mapToInt(customer -> customer.relations().size())
                            .sum());
            model.addAttribute("feed", feedInspector.readPage(userId, after, FEED_PAGE_SIZE));
            model.addAttribute("after", after);
        }
        if (userText.isEmpty() && offerText.isEmpty()) {
            addExamples(caller, model);
        }
        return "console/users-and-offers";
    }

    private void addExamples(Authentication caller, Model model) {
        model.addAttribute("exampleOffers", offerSearch.findExamples());
        model.addAttribute(
                "exampleUser",
                Scope.OFFERS_ANY.isGrantedTo(caller)
                        ? customerReader.findFirstUser().orElse(null)
                        : null);
    }

    private static UUID requireReadableUser(String user, Authentication caller) {
        UUID id = Ids.parse("user", user);
        if (!id.equals(Ids.parseOrNull(caller.getName())) && !Scope.OFFERS_ANY.isGrantedTo(caller)) {
            throw new AccessDeniedException(String.format(
                    Locale.ROOT,
                    "Viewing another user needs the scope %s, which your token does not have.",
                    Scope.OFFERS_ANY.word()));
        }
        return id;
    }

    private static String requireShortText(String text) {
        if (text.codePointCount(0, text.length()) > MAX_SEARCH_LENGTH) {
            throw ClientError.badArgument(
                    "offer", String.format(Locale.ROOT, "at most %d characters", MAX_SEARCH_LENGTH));
        }
        return text;
    }

    private void addOffer(@Nullable UUID user, UUID offer, Model model) {
        OfferAudience offerAudience = feedInspector
                .findAudience(offer)
                .orElseThrow(() -> ClientError.notFound("offer", "there is no offer with the id " + offer));
        model.addAttribute("offerAudience", offerAudience);
        model.addAttribute("customerTypes", countCustomers(offerAudience));
        if (user != null) {
            model.addAttribute("explanation", feedInspector.explain(user, offer).orElseThrow());
        }
    }

    private List<CustomerTypeCount> countCustomers(OfferAudience offerAudience) {
        Offer offer = offerAudience.offer();
        Merchant merchant = offer.merchant();
        if (merchant == null || offerAudience.allUsers()) {
            return List.of();
        }
        Map<CustomerType, Long> counts = customerReader.countByType(merchant.id());
        return Stream.of(CustomerType.values())
                .map(type -> new CustomerTypeCount(
                        type,
                        offerAudience.types().contains(type),
                        // Non-customers are not listed anywhere, so they cannot be counted.
                        type == CustomerType.NON_CUSTOMER ? null : Long.valueOf(counts.getOrDefault(type, 0L))))
                .toList();
    }
}
