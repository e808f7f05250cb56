/**
 * Who may see which offer, and when: the customer types, the audiences, the three offers, {@code granted()}, {@code live()}
 * and their reasons, as docs/rules.md states them. Pure values: no Spring, no SQL, no JSON, no clock; every decision takes its
 * instant as an argument. It touches no other room, and every path that decides calls it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.rules;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
