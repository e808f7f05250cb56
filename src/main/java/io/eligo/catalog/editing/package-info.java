/** Writes of offers: terms, tiers, rewards and outlets, the switch, deletion and spending, and the constraints that reject them. */
@NullMarked
@NamedInterface("editing")
package io.eligo.catalog.editing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
