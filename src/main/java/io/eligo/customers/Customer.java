package io.eligo.customers;

import java.util.List;
import java.util.UUID;

/** A user and what that one is to whom: at least one relation, in no order. */
public record Customer(UUID userId, List<CustomerRelation> relations) {}
