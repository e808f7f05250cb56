package io.eligo.customers;

import io.eligo.rules.vocabulary.CustomerType;
import java.util.UUID;

/** What somebody is to a merchant. */
public record CustomerRelation(UUID merchantId, CustomerType type) {}
