package io.eligo.catalog.source;

import io.eligo.catalog.index.GrantedTypes;
import java.util.UUID;

/** An offer of a merchant and the customer types it is granted to. The merchant may be missing. */
public record TargetedOffer(UUID id, UUID merchant, int no, GrantedTypes grantedTypes) {}
