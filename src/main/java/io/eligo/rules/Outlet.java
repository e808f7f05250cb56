package io.eligo.rules;

import io.eligo.rules.vocabulary.PublicationStatus;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A place of a merchant. */
public record Outlet(
        UUID id,
        Merchant merchant,
        String name,
        @Nullable String description,
        PublicationStatus publicationStatus,
        List<PaymentPoint> paymentPoints) {
    public Outlet {
        paymentPoints = List.copyOf(paymentPoints);
    }

    /** Counts, belongs to an active merchant, and somebody can pay there. */
    public boolean isLive() {
        return publicationStatus.isPublished()
                && merchant.isActive()
                && paymentPoints.stream()
                        .anyMatch(point -> point.publicationStatus().isPublished());
    }
}
