package io.eligo.customers;

import java.util.List;
import java.util.UUID;

/** A user with all readable relations, at least one, in no order. */
public record Customer(UUID userId, List<CustomerRelation> relations) {}
