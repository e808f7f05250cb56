/**
 * The words of the sources, each an enum with its spelling: customer types, offer types, statuses, payment kinds.
 */
@NullMarked
@NamedInterface("vocabulary")
package io.eligo.rules.vocabulary;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
