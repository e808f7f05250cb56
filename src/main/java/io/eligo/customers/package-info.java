/**
 * Relations between users and merchants: reads of {@code customer_type}, in user order and by user, with index-only
 * scans, and writes of single relations and of all relations of an erased user. The module owns that table and uses nothing of offers.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"copy", "rules :: vocabulary"})
package io.eligo.customers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
