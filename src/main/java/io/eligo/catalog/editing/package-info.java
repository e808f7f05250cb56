/**
 * Writes of offers: terms, parts, outlets, and the constraints that refuse them.
 */
@NullMarked
@NamedInterface("editing")
package io.eligo.catalog.editing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
