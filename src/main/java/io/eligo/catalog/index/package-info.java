/**
 * The entries of the readers' catalogue and its indexes: ordered index, posting lists, searched text, selections. An index holds
 * <em>slots</em>, which an offer keeps, and a read uses <em>positions</em>, which move: {@code docs/architecture/catalog.md} draws
 * both for three offers.
 */
@NullMarked
@NamedInterface("index")
package io.eligo.catalog.index;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
