package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PublicationStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of the three offers, with all that decides about it. {@code no} is the small number that stands for the id in stored
 * grants; {@code createdAt} never changes.
 */
public sealed interface Offer permits CashbackConfiguration, ExclusiveOffer, LoyaltyProgram {
    UUID id();

    int no();

    String name();

    @Nullable
    String description();

    /** Null: platform-wide, or a loyalty program that lost its merchant. */
    @Nullable
    Merchant merchant();

    PublicationStatus publicationStatus();

    Window window();

    Budget budget();

    Instant createdAt();

    /** Linked ones, or all of the merchant's for a loyalty program; whether they count is decided here. */
    List<Outlet> outlets();

    OfferType type();

    /** Whether a user of {@code type} at the offer's merchant is granted it; without a merchant everybody is a non-customer. */
    Decision granted(CustomerType type);

    /** The tiers and rewards that it cannot do without; empty if it has what it needs. */
    List<RuleViolation> missingParts();

    /** Whether it may be shown at {@code now}, whoever asks: all of {@link LiveRule}. */
    default Decision live(Instant now) {
        return LiveRule.decide(this, now);
    }

    /**
     * Why it is shown to a user of {@code type} at {@code now}, or why not: {@link #granted}, then each condition of {@link #live},
     * those that hold too.
     */
    default List<Condition> explain(CustomerType type, Instant now) {
        return Stream.concat(Stream.of(Condition.ofGranted(this, type)), LiveRule.explain(this, now).stream())
                .toList();
    }

    /** {@link #live} but for the window: what holds until somebody changes something. */
    default boolean isLiveIgnoringWindow() {
        return LiveRule.isLiveIgnoringWindow(this);
    }

    /** Its live outlets; one of another merchant than the offer's does not count. */
    default List<Outlet> liveOutlets() {
        Merchant merchant = merchant();
        return outlets().stream()
                .filter(Outlet::isLive)
                .filter(outlet -> merchant == null || outlet.merchant().id().equals(merchant.id()))
                .toList();
    }

    /** Where it stands in a feed. */
    default FeedKey feedKey() {
        Instant start = window().from();
        return new FeedKey(start == null ? createdAt() : start, id());
    }
}
