package io.eligo.customers;

import java.util.List;
import java.util.UUID;

/** A user with all readable relations, in no order. There is none if the user has only relations that cannot be read. */
public record Customer(UUID userId, List<CustomerRelation> relations) {}
