package io.eligo.catalog.source;

import io.eligo.catalog.index.GrantedTypes;
import java.util.UUID;

/** An offer of a merchant, with no more than who is granted it. The merchant need not be there. */
public record TargetedOffer(UUID id, UUID merchant, int no, GrantedTypes grantedTypes) {}
