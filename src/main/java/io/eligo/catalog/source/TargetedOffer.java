package io.eligo.catalog.source;

import io.eligo.catalog.index.GrantedTypes;
import java.util.UUID;

/**
 * An offer of a merchant and the customer types that it is granted to; a candidate for the audience index, which contains only grants
 * that are stored. The merchant may be missing.
 */
public record TargetedOffer(UUID id, UUID merchant, int no, GrantedTypes grantedTypes) {}
