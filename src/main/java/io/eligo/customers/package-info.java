/**
 * Who is what at which merchant: reads of {@code customer_type}, in user order and by user, index-only, and writes of single
 * relations. It owns that table and knows nothing of offers.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"copy", "rules :: vocabulary"})
package io.eligo.customers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
