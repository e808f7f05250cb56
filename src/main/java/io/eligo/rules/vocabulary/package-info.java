/**
 * The vocabulary of the source tables as enums with their spelling: customer types, offer types, statuses,
 * payment kinds. Also how texts and ids are compared.
 */
@NullMarked
@NamedInterface("vocabulary")
package io.eligo.rules.vocabulary;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
