package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PublicationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A promotion limited in time; without a merchant it is platform-wide. */
public record ExclusiveOffer(
        UUID id,
        int no,
        String name,
        @Nullable String description,
        @Nullable Merchant merchant,
        PublicationStatus publicationStatus,
        Window window,
        Budget budget,
        Instant createdAt,
        Audience audience,
        List<Outlet> outlets)
        implements Offer {
    public ExclusiveOffer {
        if (merchant == null && !audience.isValidPlatformWide()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "platform-wide exclusive offer %s has customer types; accepted: All or none", id));
        }
        outlets = List.copyOf(outlets);
    }

    @Override
    public OfferType type() {
        return OfferType.EXCLUSIVE;
    }

    @Override
    public Decision granted(CustomerType type) {
        return AudienceRule.decide(audience, type);
    }

    @Override
    public boolean isLiveWithoutMerchant() {
        return true;
    }

    @Override
    public boolean isGrantedByTiers() {
        return false;
    }

    @Override
    public List<String> missingParts() {
        return List.of();
    }
}
