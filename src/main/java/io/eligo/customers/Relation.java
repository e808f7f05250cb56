package io.eligo.customers;

import io.eligo.rules.CustomerType;
import java.util.UUID;

/** One row of {@code customer_type}: what a user is to a merchant. */
public record Relation(UUID userId, UUID merchantId, CustomerType type) {}
