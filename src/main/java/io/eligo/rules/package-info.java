/**
 * The eligibility rules of docs/rules.md: customer types, audiences, the three kinds of offers, {@code granted()},
 * {@code live()} and their reasons. Pure values: no Spring, no SQL, no JSON, no clock; every decision takes its instant as
 * an argument. The module depends on no other module. Every code path in Java that decides eligibility calls it; the query-time
 * resolver ({@code legacy}) and the SQL view {@code user_offer_eligibility} state the rules again in SQL, and tests compare them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.rules;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
