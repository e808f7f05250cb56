package io.eligo.rules.vocabulary;

import org.jspecify.annotations.Nullable;

/**
 * The status columns that offers, tiers, rewards, outlets and payment points share.
 *
 * @param review null if there is no review; counts as not approved
 */
public record PublicationStatus(
        boolean active, boolean deleted, @Nullable ReviewStatus review) {
    /** Active, not deleted and approved. */
    public boolean isPublished() {
        return active && !deleted && review == ReviewStatus.APPROVED;
    }
}
