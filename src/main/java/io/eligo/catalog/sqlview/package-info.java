/** The repair of the tables that triggers keep for the SQL view {@code user_offer_eligibility}. */
@NullMarked
@NamedInterface("sqlview")
package io.eligo.catalog.sqlview;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
