package io.eligo.customers;

import io.eligo.rules.vocabulary.CustomerType;
import java.util.UUID;

/** The customer type of a user at one merchant. */
public record CustomerRelation(UUID merchantId, CustomerType type) {}
