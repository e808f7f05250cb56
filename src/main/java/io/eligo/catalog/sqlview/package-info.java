/** The tables that the SQL view {@code user_offer_eligibility} reads, and their repair. */
@NullMarked
@NamedInterface("sqlview")
package io.eligo.catalog.sqlview;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
