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
 * One of the three kinds of offers, with everything that decides about it. {@code no} is the small number that
 * represents the id in stored grants; {@code createdAt} never changes.
 */
public sealed interface Offer permits CashbackConfiguration, ExclusiveOffer, LoyaltyProgram {
    UUID id();

    int no();

    String name();

    @Nullable
    String description();

    /** Null for a platform-wide offer and for a loyalty program whose merchant was removed. */
    @Nullable
    Merchant merchant();

    PublicationStatus publicationStatus();

    Window window();

    Budget budget();

    Instant createdAt();

    /** The linked outlets, or all outlets of the merchant for a loyalty program; live or not. */
    List<Outlet> outlets();

    OfferType type();

    /**
     * Decides whether a user whose type at the offer's merchant is {@code type} is granted the offer. Without a
     * merchant every user is a non-customer.
     */
    Decision granted(CustomerType type);

    /** Returns whether the offer can be live without a merchant. */
    boolean isLiveWithoutMerchant();

    /**
     * Returns whether {@link #granted} depends on which tiers are live. Such a grant ends as soon as its tier is no longer
     * live, so it is decided at each read, also where it is stored.
     */
    boolean isGrantedByTiers();

    /** Why the offer lacks tiers or rewards that it requires; empty if it has them. */
    List<String> missingParts();

    /**
     * Decides whether the offer is live at {@code now}, independent of the user: all of {@link LiveRule}. Reads of the feed do not
     * call it: the catalogue computes {@link #livePeriod} once, and {@code catalog.index.LiveOffers} compares the instant of a read
     * with that. It and {@link #explain} decide by the same list of rules.
     */
    default Decision live(Instant now) {
        return LiveRule.decide(this, now);
    }

    /**
     * Explains why the offer is shown to a user of {@code type} at {@code now}, or why not: {@link #granted}, then
     * each condition of {@link #live}, met or not.
     */
    default List<ConditionResult> explain(CustomerType type, Instant now) {
        return Stream.concat(Stream.of(ConditionResult.ofGranted(this, type)), LiveRule.explain(this, now).stream())
                .toList();
    }

    /**
     * Returns the period in which {@link #live} is positive unless the data change; null if the data prevent it at any
     * instant.
     */
    default @Nullable Window livePeriod() {
        return LiveRule.livePeriod(this);
    }

    /** Returns the live outlets. An outlet of another merchant than the offer's does not count. */
    default List<Outlet> liveOutlets() {
        Merchant merchant = merchant();
        return outlets().stream()
                .filter(Outlet::isLive)
                .filter(outlet -> merchant == null || outlet.merchant().id().equals(merchant.id()))
                .toList();
    }

    /** The offer's key in the order of a feed. */
    default FeedKey feedKey() {
        Instant start = window().from();
        return new FeedKey(start == null ? createdAt() : start, id());
    }
}
