package io.eligo.rules;

import io.eligo.rules.vocabulary.PublicationStatus;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An outlet of a merchant. */
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

    /** Published, of an active merchant, and with a published payment point. */
    public boolean isLive() {
        return publicationStatus.isPublished()
                && merchant.isActive()
                && paymentPoints.stream()
                        .anyMatch(point -> point.publicationStatus().isPublished());
    }
}
